"""Each kind of check against the services themselves: it holds when it should, and says what came when it does not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from canaries.check import find_checks, make_check
from canaries.definition import Definition
from canaries.run import Run
from watchbill.local.clock import utc

RUN = Run(id="00000000000000aa", started=1_772_625_600, account="123456789012", region="us-east-1")
CAMPAIGN = RUN.campaign
TABLE = {"name": "items", "partition_key": "PK", "sort_key": "SK"}
KEY = {"table": TABLE, "partition": "order:canary-0000-run", "sort": "head"}
DEFINITION = Definition(name="c", key="k", function="worker", alarm="a", way="invoke", timeout_seconds=60, payload="{}")
STREAM, QUEUE, BUCKET, FUNCTION = ({"name": name} for name in ("orders", "letters", "parked", "worker"))


@dataclass
class Stage:
    """A run's context on the embedded cloud."""

    cloud: Any
    reply: Any = None
    run: Run = RUN
    kept: dict[str, Any] = field(default_factory=dict)
    definition: Definition = field(default_factory=lambda: DEFINITION)

    def clients(self, service: str) -> Any:
        return self.cloud.client(service)

    def text(self, template: str) -> str:
        return self.run.fill(template)

    @property
    def payload(self) -> Any:
        return self.run.fill_all(json.loads(self.definition.payload))

    @property
    def clock(self) -> Any:
        return self

    def now(self) -> float:
        return self.run.started


@pytest.fixture
def stage(cloud):
    cloud.reset()
    keys = [{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")]
    schema = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
    cloud.client("dynamodb").create_table(
        TableName="items", KeySchema=schema, AttributeDefinitions=keys, BillingMode="PAY_PER_REQUEST"
    )
    cloud.client("kinesis").create_stream(StreamName="orders", ShardCount=2)
    cloud.client("sqs").create_queue(QueueName="letters")
    cloud.client("s3").create_bucket(Bucket="parked")
    cloud.client("logs").create_log_group(logGroupName="/aws/lambda/worker")
    cloud.client("logs").create_log_stream(logGroupName="/aws/lambda/worker", logStreamName="s")
    return Stage(cloud, run=replace(RUN, started=utc().timestamp() - 1))


def put_item(stage, **attributes):
    typed = {name: {"N": str(v)} if isinstance(v, int) else {"S": v} for name, v in attributes.items()}
    item = {"PK": {"S": f"order:{CAMPAIGN}"}, "SK": {"S": "head"}, **typed}
    stage.clients("dynamodb").put_item(TableName="items", Item=item)


def put_record(stage, data):
    stage.clients("kinesis").put_record(StreamName="orders", Data=data, PartitionKey=CAMPAIGN)


def send(stage, body):
    url = stage.clients("sqs").get_queue_url(QueueName="letters")["QueueUrl"]
    stage.clients("sqs").send_message(QueueUrl=url, MessageBody=body)


def log(stage, **line):
    event = {
        "timestamp": int(utc().timestamp() * 1000),
        "message": json.dumps({"trace_id": stage.run.trace_id, **line}),
    }
    stage.clients("logs").put_log_events(logGroupName="/aws/lambda/worker", logStreamName="s", logEvents=[event])


def measure(stage, value):
    pairs = [{"Name": "FunctionName", "Value": "worker"}]
    datum = {"MetricName": "In", "Dimensions": pairs, "Value": value, "Timestamp": utc()}
    stage.clients("cloudwatch").put_metric_data(Namespace="Shop", MetricData=[datum])


def answer(stage, payload):
    stage.reply = type("Reply", (), {"payload": payload})


CASES = {
    "response": (
        {"status": 200, "contains": "canary-0000-run"},
        lambda stage: answer(stage, {"statusCode": 200, "body": CAMPAIGN}),
        lambda stage: answer(stage, {"statusCode": 502, "body": CAMPAIGN}),
        "502",
    ),
    "item_written": (
        {**KEY, "attributes": {"state": "taken", "lines": 2}},
        lambda stage: put_item(stage, state="taken", lines=2),
        lambda stage: put_item(stage, state="lost", lines=2),
        "lost",
    ),
    "item_updated": (
        {**KEY, "attribute": "state"},
        lambda stage: put_item(stage, state="new"),
        lambda stage: put_item(stage, other="new"),
        "state None",
    ),
    "count_changed": (
        {**KEY, "attribute": "lines", "by": 2},
        lambda stage: put_item(stage, lines=2),
        lambda stage: put_item(stage, lines=4),
        "lines 4 (+4)",
    ),
    "record_arrived": (
        {"stream": STREAM, "partition_key": "canary-0000-run", "contains": "right"},
        lambda stage: put_record(stage, b"all right"),
        lambda stage: put_record(stage, b"all wrong"),
        "all wrong",
    ),
    "message_arrived": (
        {"queue": QUEUE, "contains": "canary-0000-run"},
        lambda stage: send(stage, CAMPAIGN),
        lambda stage: send(stage, "canary-0000-other"),
        "1 other messages",
    ),
    "object_parked": (
        {"bucket": BUCKET, "prefix": "in/", "contains": "canary-0000-run"},
        lambda stage: stage.clients("s3").put_object(Bucket="parked", Key="in/a", Body=CAMPAIGN.encode()),
        lambda stage: stage.clients("s3").put_object(Bucket="parked", Key="in/b", Body=b"other"),
        "1 other new objects",
    ),
    "log_line": (
        {"function": FUNCTION, "message": "done", "fields": {"count.in": 1}},
        lambda stage: log(stage, message="done", count={"in": 1}),
        lambda stage: log(stage, message="done", count={"in": 0}),
        "{'count.in': 0}",
    ),
    "metric_present": (
        {"function": FUNCTION, "namespace": "Shop", "metric": "In", "at_least": 2},
        lambda stage: measure(stage, 2),
        lambda stage: measure(stage, 1),
        "1",
    ),
}


def test_every_check_is_tried_here():
    assert set(CASES) == set(find_checks())


@pytest.mark.parametrize("kind", CASES)
def test_a_check_holds_once_what_it_wants_is_there(stage, kind):
    settings, right, _, _ = CASES[kind]
    check = make_check(kind, settings)
    before = check.before(stage)
    if kind != "response":
        assert not check.look(stage, before).holds, "nothing came yet"
    right(stage)
    assert check.look(stage, before).holds
    check.clean(stage)


@pytest.mark.parametrize("kind", CASES)
def test_a_check_says_what_came_instead(stage, kind):
    settings, _, wrong, got = CASES[kind]
    check = make_check(kind, settings)
    before = check.before(stage)
    wrong(stage)
    found = check.look(stage, before)
    assert (found.holds, got in found.got) == (False, True), found
    again = check.look(stage, before)
    assert again.holds is False
    if kind != "message_arrived":  # others' messages are hidden for a moment
        assert again.got == found.got, "the last look says it too"


def test_what_a_check_took_it_removes(stage):
    make, send_ = make_check("message_arrived", CASES["message_arrived"][0]), CASES["message_arrived"][1]
    send_(stage)
    assert make.look(stage, make.before(stage)).holds
    url = stage.clients("sqs").get_queue_url(QueueName="letters")["QueueUrl"]
    assert "Messages" not in stage.clients("sqs").receive_message(QueueUrl=url)
    parked = make_check("object_parked", CASES["object_parked"][0])
    CASES["object_parked"][1](stage)
    assert parked.look(stage, None).holds
    parked.clean(stage)
    assert "Contents" not in stage.clients("s3").list_objects_v2(Bucket="parked")
