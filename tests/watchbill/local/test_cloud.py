"""The embedded cloud is reached like AWS, by nobody else, and leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.watchbill.local.case.model import TRUST
from watchbill.local.api.service import ACCOUNT


def test_endpoint_is_on_loopback_and_any_boto3_session_reaches_it(cloud) -> None:
    assert cloud.endpoint_url.startswith("http://127.0.0.1:")
    session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="y", region_name="us-east-1")
    identity = session.client("sts", endpoint_url=cloud.endpoint_url).get_caller_identity()
    assert identity["Account"] == ACCOUNT


def test_its_own_session_cannot_be_led_elsewhere(cloud) -> None:
    client = cloud.session.client("sqs", endpoint_url="https://sqs.us-east-1.amazonaws.com")
    assert client.meta.endpoint_url == cloud.endpoint_url


def test_reset_forgets_moto_and_ours(cloud) -> None:
    cloud.client("sqs").create_queue(QueueName="q")
    cloud.client("logs").put_query_definition(name="q", queryString="fields @message")
    cloud.reset()
    assert "QueueUrls" not in cloud.client("sqs").list_queues()
    assert cloud.client("logs").describe_query_definitions()["queryDefinitions"] == []


def test_what_nobody_emulates_says_so_at_once(cloud) -> None:
    with pytest.raises(ClientError, match="does not emulate this call of monitoring") as caught:
        cloud.client("cloudwatch").describe_anomaly_detectors()
    assert caught.value.response["Error"]["Code"] == "NotImplemented"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_conditional_writes_survive_many_writers(cloud) -> None:
    cloud.reset()
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName="t",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
    )
    dynamodb.put_item(TableName="t", Item={"k": {"S": "n"}, "v": {"N": "0"}})
    won = []

    def count() -> None:
        for _ in range(15):
            now = dynamodb.get_item(TableName="t", Key={"k": {"S": "n"}})["Item"]["v"]["N"]
            try:
                dynamodb.update_item(
                    TableName="t",
                    Key={"k": {"S": "n"}},
                    UpdateExpression="SET v = v + :one",
                    ConditionExpression="v = :now",
                    ExpressionAttributeValues={":one": {"N": "1"}, ":now": {"N": now}},
                )
                won.append(1)
            except ClientError:
                continue

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = dynamodb.get_item(TableName="t", Key={"k": {"S": "n"}})["Item"]["v"]["N"]
    assert int(stored) == len(won) > 0


def test_cloud_starts_serves_and_stops_in_a_fresh_process() -> None:
    program = (
        "from watchbill.local.cloud import EmbeddedCloud\n"
        "with EmbeddedCloud(region='eu-west-1') as cloud:\n"
        "    print(cloud.client('sns').create_topic(Name='t')['TopicArn'])\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "arn:aws:sns:eu-west-1:123456789012:t\n"
    assert done.stderr == ""


def test_queue_does_not_invoke_a_function_by_itself(cloud) -> None:
    cloud.reset()
    queue = cloud.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    role = cloud.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    functions = cloud.client("lambda")
    functions.create_function(FunctionName="f", Role=role, Runtime="python3.12", Handler="a.b", Code={"ZipFile": b"x"})
    functions.create_event_source_mapping(FunctionName="f", EventSourceArn=f"arn:aws:sqs:us-east-1:{ACCOUNT}:q")
    cloud.client("sqs").send_message(QueueUrl=queue, MessageBody="stay")
    assert cloud.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "stay"
    assert len(functions.list_event_source_mappings()["EventSourceMappings"]) == 1


def test_queue_keeps_its_policy_when_something_else_is_set_and_refuses_wild_numbers(cloud) -> None:
    cloud.reset()
    sqs = cloud.client("sqs")
    queue = sqs.create_queue(QueueName="q", Attributes={"Policy": json.dumps({**TRUST, "Id": "mine"})})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "5"})
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]
    assert json.loads(found["Policy"])["Id"] == "mine"
    with pytest.raises(ClientError, match="VisibilityTimeout"):
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "43201"})
