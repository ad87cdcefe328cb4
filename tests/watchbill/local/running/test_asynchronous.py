"""Asynchronous invocations: retries, age, destinations, dead letters; and S3's notifications, which are such."""

from __future__ import annotations

import json

import pytest

HANDLER = """
def handle(event, context):
    keep(context.aws_request_id)
    if event.get("fail"):
        raise ValueError("no")
    return {"fine": True}
"""


def invoke_config(bench, **config):
    bench.client("lambda").put_function_event_invoke_config(FunctionName="worker", **config)


@pytest.mark.parametrize(
    ("config", "offsets"),
    [
        pytest.param({}, [0, 60, 180], id="two retries after one and two minutes"),
        pytest.param({"MaximumRetryAttempts": 1}, [0, 60], id="one retry"),
        pytest.param({"MaximumRetryAttempts": 0}, [0], id="none"),
        pytest.param({"MaximumEventAgeInSeconds": 90}, [0, 60], id="too old for the second"),
    ],
)
def test_an_event_that_fails_is_tried_again(bench, config, offsets):
    bench.recorder(HANDLER)
    invoke_config(bench, **config) if config else None
    request_id = bench.runner.invoke_async("worker", {"fail": True})
    bench.runner.tick(3600)

    assert bench.kept() == [request_id] * len(offsets), "each try is the same request"
    tried = bench.metric("AWS/Lambda", "Invocations", FunctionName="worker")
    assert tried == {f"12:{offset // 60:02}": 1 for offset in offsets}
    assert bench.metric("AWS/Lambda", "AsyncEventsDropped", FunctionName="worker").keys() == {
        f"12:{offsets[-1] // 60:02}"
    }


def test_what_fails_for_good_goes_to_its_destination(bench):
    bench.queue("failed")
    bench.recorder(HANDLER)
    invoke_config(
        bench,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": bench.queue_arn("failed")}},
    )
    request_id = bench.runner.invoke_async("worker", {"fail": True})
    bench.runner.tick(600)

    (record,) = bench.messages("failed")
    assert record["responsePayload"].pop("stackTrace")
    assert record == {
        "version": "1.0",
        "timestamp": "2026-03-04T12:01:00.000Z",
        "requestContext": {
            "requestId": request_id,
            "functionArn": "arn:aws:lambda:us-east-1:123456789012:function:worker:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 2,
        },
        "requestPayload": {"fail": True},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": {"errorMessage": "no", "errorType": "ValueError", "requestId": request_id},
    }


def test_success_has_a_destination_too_and_a_bucket_names_the_function(bench):
    bench.client("s3").create_bucket(Bucket="done")
    bench.recorder(HANDLER)
    invoke_config(bench, DestinationConfig={"OnSuccess": {"Destination": "arn:aws:s3:::done"}})
    bench.runner.invoke_async("worker", {})
    bench.runner.settle()

    (entry,) = bench.client("s3").list_objects_v2(Bucket="done")["Contents"]
    assert entry["Key"].startswith("aws/lambda/async/worker/2026/03/04/2026-03-04T12.00.00-")
    record = json.loads(bench.client("s3").get_object(Bucket="done", Key=entry["Key"])["Body"].read())
    assert (record["requestContext"]["condition"], record["responsePayload"]) == ("Success", {"fine": True})


def test_a_dead_letter_queue_gets_the_event_and_the_error_as_attributes(bench):
    url = bench.queue("dead")
    bench.recorder(HANDLER, DeadLetterConfig={"TargetArn": bench.queue_arn("dead")})
    invoke_config(bench, MaximumRetryAttempts=0)
    request_id = bench.runner.invoke_async("worker", {"fail": 7})
    bench.runner.settle()

    answer = bench.client("sqs").receive_message(QueueUrl=url, MessageAttributeNames=["All"])
    (message,) = answer["Messages"]
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert json.loads(message["Body"]) == {"fail": 7}
    assert (attributes["RequestID"], attributes["ErrorCode"]) == (request_id, "200")
    assert "ValueError" in attributes["ErrorMessage"]


def test_a_throttled_event_waits_and_uses_up_no_retries(bench):
    bench.recorder(HANDLER)
    invoke_config(bench, MaximumRetryAttempts=0)
    bench.client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    bench.runner.invoke_async("worker", {})
    bench.runner.tick(1800)
    assert bench.kept() == []
    bench.client("lambda").delete_function_concurrency(FunctionName="worker")
    bench.runner.tick(300)

    assert len(bench.kept()) == 1
    assert bench.metric("AWS/Lambda", "AsyncEventsDropped", FunctionName="worker") == {}


@pytest.mark.parametrize(
    ("key", "notified"),
    [
        pytest.param("scores/a.csv", ["scores/a.csv"], id="prefix and suffix"),
        pytest.param("scores/a b+ü.csv", ["scores/a+b%2B%C3%BC.csv"], id="a key to be encoded"),
        pytest.param("scores/a.txt", [], id="another suffix"),
        pytest.param("other/a.csv", [], id="another prefix"),
    ],
)
def test_s3_notifies_of_the_objects_that_its_filter_takes(bench, key, notified):
    arn = bench.recorder("def handle(event, context): keep(event)")
    bench.client("s3").create_bucket(Bucket="files")
    rules = [{"Name": "prefix", "Value": "scores/"}, {"Name": "suffix", "Value": ".csv"}]
    wanted = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
    bench.client("s3").put_bucket_notification_configuration(
        Bucket="files", NotificationConfiguration={"LambdaFunctionConfigurations": [wanted]}
    )
    bench.client("s3").put_object(Bucket="files", Key=key, Body=b"12345")
    bench.client("s3").delete_object(Bucket="files", Key=key)
    bench.runner.settle()

    events = bench.kept()
    assert [event["Records"][0]["s3"]["object"]["key"] for event in events] == notified
    for event in events:
        (record,) = event["Records"]
        assert (record["eventSource"], record["eventName"]) == ("aws:s3", "ObjectCreated:Put")
        assert record["eventTime"] == "2026-03-04T12:00:00.000Z"
        assert record["s3"]["bucket"]["name"] == "files"
        assert record["s3"]["object"]["size"] == 5
