"""Kinesis, SQS and SNS."""

from __future__ import annotations

import json
from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, QUEUE, STREAM, TOPIC, Case, fields, policy, tag_map, tags

INBOX = f"arn:aws:sqs:us-east-1:{ACCOUNT}:inbox"
ALERTS = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"


def look_stream(cloud: Any, name: str) -> Any:
    kinesis = cloud.client("kinesis")
    summary = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
    labels = tag_map(kinesis.list_tags_for_stream(StreamName=name)["Tags"])
    return summary["OpenShardCount"], summary["RetentionPeriodHours"], summary.get("EncryptionType", "NONE"), labels


def look_consumer(cloud: Any, arn: str) -> Any:
    return cloud.client("kinesis").describe_stream_consumer(ConsumerARN=arn)["ConsumerDescription"]["ConsumerName"]


def look_queue(cloud: Any, url: str) -> Any:
    sqs = cloud.client("sqs")
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(found["RedrivePolicy"]) if found.get("RedrivePolicy") else None
    labels = sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    sources = json.loads(found.get("RedriveAllowPolicy", "{}"))
    return found["VisibilityTimeout"], found["MessageRetentionPeriod"], redrive, sources, labels


def look_queue_policy(cloud: Any, _: str) -> Any:
    url = cloud.client("sqs").get_queue_url(QueueName="inbox")["QueueUrl"]
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    return json.loads(found["Policy"])["Statement"][0]["Action"] if found.get("Policy") else None


def look_topic(cloud: Any, arn: str) -> Any:
    sns = cloud.client("sns")
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    subscriptions = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    endpoints = sorted((s["Protocol"], s["Endpoint"]) for s in subscriptions)
    labels = tag_map(sns.list_tags_for_resource(ResourceArn=arn)["Tags"])
    return found["DisplayName"], found.get("KmsMasterKeyId") or None, endpoints, labels


def look_topic_policy(cloud: Any, _: str) -> Any:
    found = cloud.client("sns").get_topic_attributes(TopicArn=ALERTS)["Attributes"]["Policy"]
    return json.loads(found)["Statement"][0]["Action"]


def look_subscription(cloud: Any, arn: str) -> Any:
    found = cloud.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    policy_text = found.get("FilterPolicy")
    return fields(found, "Protocol", "Endpoint", "RawMessageDelivery"), json.loads(policy_text) if policy_text else {}


DEAD = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "dead"}}
REDRIVE = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 3}
SUBSCRIBED = {"TopicArn": {"Ref": "Topic"}, "Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}
SEEN = {"Protocol": "sqs", "Endpoint": INBOX}
CASES = [
    Case(
        type="AWS::Kinesis::Stream",
        before={"Name": "scores", "ShardCount": 1, "RetentionPeriodHours": 48, "Tags": tags(owner="a")},
        after={
            "Name": "scores",
            "ShardCount": 2,
            "RetentionPeriodHours": 24,
            "StreamEncryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"},
            "Tags": tags(team="b"),
        },
        look=look_stream,
        seen=((1, 48, "NONE", {"owner": "a"}), (2, 24, "KMS", {"team": "b"})),
    ),
    Case(
        type="AWS::Kinesis::StreamConsumer",
        needs={"Stream": STREAM},
        before={"ConsumerName": "audit", "StreamARN": {"Fn::GetAtt": ["Stream", "Arn"]}},
        after={"ConsumerName": "other", "StreamARN": {"Fn::GetAtt": ["Stream", "Arn"]}},
        look=look_consumer,
        seen=("audit", "other"),
        replaced=True,
    ),
    Case(
        type="AWS::SQS::Queue",
        needs={"Dead": DEAD},
        before={
            "QueueName": "q",
            "VisibilityTimeout": 60,
            "RedrivePolicy": REDRIVE,
            "RedriveAllowPolicy": {"redrivePermission": "denyAll"},
            "Tags": tags(owner="a"),
        },
        after={"QueueName": "q", "MessageRetentionPeriod": "1209600", "Tags": tags(team="b")},
        look=look_queue,
        seen=(
            (
                "60",
                "345600",
                {"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead", "maxReceiveCount": 3},
                {"redrivePermission": "denyAll"},
                {"owner": "a"},
            ),
            ("30", "1209600", None, {}, {"team": "b"}),
        ),
    ),
    Case(
        type="AWS::SQS::QueuePolicy",
        needs={"Queue": QUEUE},
        before={
            "Queues": [{"Ref": "Queue"}],
            "PolicyDocument": policy("sqs:SendMessage", {"Fn::GetAtt": ["Queue", "Arn"]}, Principal="*"),
        },
        after={
            "Queues": [{"Ref": "Queue"}],
            "PolicyDocument": policy("sqs:ReceiveMessage", {"Fn::GetAtt": ["Queue", "Arn"]}, Principal="*"),
        },
        look=look_queue_policy,
        seen=("sqs:SendMessage", "sqs:ReceiveMessage"),
    ),
    Case(
        type="AWS::SNS::Topic",
        needs={"Queue": QUEUE},
        before={
            "TopicName": "news",
            "DisplayName": "News",
            "KmsMasterKeyId": "alias/aws/sns",
            "Subscription": [{"Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}],
            "Tags": tags(owner="a"),
        },
        after={"TopicName": "news", "DisplayName": "More", "Tags": tags(team="b")},
        look=look_topic,
        seen=(("News", "alias/aws/sns", [("sqs", INBOX)], {"owner": "a"}), ("More", None, [], {"team": "b"})),
    ),
    Case(
        type="AWS::SNS::TopicPolicy",
        needs={"Topic": TOPIC},
        before={"Topics": [{"Ref": "Topic"}], "PolicyDocument": policy("sns:Publish", ALERTS, Principal="*")},
        after={"Topics": [{"Ref": "Topic"}], "PolicyDocument": policy("sns:Subscribe", ALERTS, Principal="*")},
        look=look_topic_policy,
        seen=("sns:Publish", "sns:Subscribe"),
    ),
    Case(
        type="AWS::SNS::Subscription",
        needs={"Topic": TOPIC, "Queue": QUEUE},
        before={**SUBSCRIBED, "RawMessageDelivery": True, "FilterPolicy": {"priority": ["high"]}},
        after={**SUBSCRIBED, "FilterPolicy": {"priority": ["low"]}},
        look=look_subscription,
        seen=(
            ({**SEEN, "RawMessageDelivery": "true"}, {"priority": ["high"]}),
            ({**SEEN, "RawMessageDelivery": "false"}, {"priority": ["low"]}),
        ),
    ),
]
