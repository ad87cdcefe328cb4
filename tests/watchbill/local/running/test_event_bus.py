"""The event bus: rules choose, targets get what they asked for, again if need be, and dead letters are kept."""

from __future__ import annotations

import json

import pytest

from tests.watchbill.local.conftest import Driver
from watchbill.local.fault import AwsFaults

RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/orders"


def put(bench, **detail):
    entry = {"Source": "shop", "DetailType": "Order", "Detail": json.dumps(detail)}
    answer = bench.client("events").put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 0


def rule(bench, pattern=None, **target):
    client = bench.client("events")
    client.put_rule(Name="orders", EventPattern=json.dumps(pattern or {"source": ["shop"]}))
    client.put_targets(Rule="orders", Targets=[{"Id": "one", **target}])


@pytest.fixture
def queued(bench):
    """The bench with a queue and a dead-letter queue."""
    bench.queue("orders"), bench.queue("dead")
    return bench


PATTERNS = {
    "a number": ({"detail": {"sum": [{"numeric": [">", 10]}]}}, True),
    "another source": ({"source": ["bank"]}, False),
    "a prefix": ({"detail-type": [{"prefix": "Ord"}]}, True),
    "a field that is not there": ({"detail": {"gift": [{"exists": True}]}}, False),
}


@pytest.mark.parametrize(("pattern", "passes"), PATTERNS.values(), ids=PATTERNS)
def test_rule_passes_on_what_its_pattern_matches(queued, pattern, passes) -> None:
    rule(queued, pattern, Arn=queued.queue_arn("orders"))
    put(queued, sum=12)
    found = queued.messages("orders")
    assert [event["detail"] for event in found] == ([{"sum": 12}] if passes else [])
    assert all(event["time"].endswith("Z") and event["account"] == "123456789012" for event in found)


INPUTS = {
    "a text": ({"Input": '{"a": 1}'}, {"a": 1}),
    "a part": ({"InputPath": "$.detail.sum"}, 12),
    "a template": (
        {
            "InputTransformer": {
                "InputPathsMap": {"sum": "$.detail.sum"},
                "InputTemplate": '{"total": <sum>, "say": "<sum> now"}',
            }
        },
        {"total": 12, "say": "12 now"},
    ),
}


@pytest.mark.parametrize(("given", "got"), INPUTS.values(), ids=INPUTS)
def test_target_gets_the_input_that_it_asks_for(queued, given, got) -> None:
    rule(queued, Arn=queued.queue_arn("orders"), **given)
    put(queued, sum=12)
    assert queued.messages("orders") == [got]


def test_function_gets_the_event_by_its_queue(bench) -> None:
    rule(bench, Arn=bench.recorder("def handle(event, context):\n    keep(event['detail'])\n"))
    put(bench, sum=12)
    bench.runner.settle()
    assert bench.kept() == [{"sum": 12}]


def test_stack_tells_its_status(queued) -> None:
    rule(queued, {"source": ["aws.cloudformation"]}, Arn=queued.queue_arn("orders"))
    driver = Driver(queued.cloud)
    arn = driver.deploy("shelf", {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}).stack["StackId"]
    driver.delete("shelf")
    events = queued.messages("orders")
    assert {event["detail-type"] for event in events} == {"CloudFormation Stack Status Change"}
    assert [event["detail"]["status-details"]["status"] for event in events if event["resources"] == [arn]] == [
        "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"
    ]  # fmt: skip


@pytest.fixture
def faults(queued):
    """SendMessage can be made to fail in a way that boto3 does not repeat by itself."""
    found = AwsFaults(queued.cloud)
    queued.cloud.taps.append(found)
    yield lambda times: found.refuse("sqs", "SendMessage", "KmsThrottled", times=times)
    queued.cloud.taps.remove(found)


def test_queue_that_fails_gets_its_event_later(queued, faults) -> None:
    rule(queued, Arn=queued.queue_arn("orders"))
    faults(5)
    put(queued, sum=12)
    queued.runner.tick(20)
    assert queued.messages("orders") == []
    queued.runner.tick(20)
    assert [event["detail"] for event in queued.messages("orders")] == [{"sum": 12}]


DEAD = {
    "gone": ({}, 0, "", "0"),
    "given up": ({"RetryPolicy": {"MaximumRetryAttempts": 2}}, 3, "MaximumRetryAttempts", "2"),
    "too old": ({"RetryPolicy": {"MaximumEventAgeInSeconds": 60}}, 6, "MaximumEventAgeInSeconds", "5"),
}


@pytest.mark.parametrize(("policy", "failures", "exhausted", "attempts"), DEAD.values(), ids=DEAD)
def test_dead_letter_says_why(queued, faults, policy, failures, exhausted, attempts) -> None:
    target = queued.queue_arn("orders" if failures else "nowhere")
    rule(queued, Arn=target, DeadLetterConfig={"Arn": queued.queue_arn("dead")}, **policy)
    faults(failures)
    put(queued, sum=12)
    queued.runner.tick(600)
    client = queued.client("sqs")
    url = client.get_queue_url(QueueName="dead")["QueueUrl"]
    (message,) = client.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert json.loads(message["Body"])["detail"] == {"sum": 12}
    told = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert (told["RULE_ARN"], told["TARGET_ARN"]) == (RULE_ARN, target)
    assert (told.get("EXHAUSTED_RETRY_CONDITION", ""), told["RETRY_ATTEMPTS"]) == (exhausted, attempts)
