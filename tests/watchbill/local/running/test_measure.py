"""Metrics of the services: which series exist in which minutes, and with what values."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from werkzeug.wrappers import Response

from watchbill.local.running.measure.capacity import item_bytes, read_units, write_units

KINESIS, SQS, DYNAMODB = "AWS/Kinesis", "AWS/SQS", "AWS/DynamoDB"
AGE = "GetRecords.IteratorAgeMilliseconds"


def mapped(bench, body="def handle(event, context): pass"):
    bench.client("kinesis").create_stream(StreamName="scores", ShardCount=1)
    bench.deploy(body)
    answer = bench.client("lambda").create_event_source_mapping(
        EventSourceArn="arn:aws:kinesis:us-east-1:123456789012:stream/scores",
        FunctionName="worker",
        StartingPosition="TRIM_HORIZON",
    )
    return answer["UUID"]


def put(bench, count=1):
    records = [{"Data": b"x", "PartitionKey": "k"}] * count
    bench.client("kinesis").put_records(StreamName="scores", Records=records)


def test_a_stream_that_is_read_reports_its_age_every_minute(bench):
    mapped(bench)
    bench.runner.settle()
    put(bench, 3)
    bench.runner.tick(120)

    assert bench.metric(KINESIS, "IncomingRecords", StreamName="scores") == {"12:00": 3}
    assert bench.metric(KINESIS, "PutRecords.SuccessfulRecords", StreamName="scores") == {"12:00": 3}
    assert bench.metric(KINESIS, AGE, "Maximum", StreamName="scores") == {"12:00": 0, "12:01": 0}


def test_a_failing_consumer_lets_the_age_grow(bench):
    mapped(bench, "def handle(event, context): raise ValueError")
    put(bench)
    bench.runner.tick(180)

    ages = bench.metric(KINESIS, AGE, "Maximum", StreamName="scores")
    assert ages == {"12:00": 60_000, "12:01": 120_000, "12:02": 180_000}


def test_a_stopped_consumer_reports_nothing_and_then_the_lag_it_catches_up_with(bench):
    uuid = mapped(bench)
    bench.client("lambda").update_event_source_mapping(UUID=uuid, Enabled=False)
    put(bench)
    bench.runner.tick(3600)
    assert bench.metric(KINESIS, AGE, "Maximum", StreamName="scores") == {}

    bench.client("lambda").update_event_source_mapping(UUID=uuid, Enabled=True)
    bench.runner.settle()
    assert bench.metric(KINESIS, AGE, "Maximum", StreamName="scores") == {"13:00": 3_600_000}
    assert bench.metric("AWS/Lambda", "IteratorAge", "Maximum", FunctionName="worker") == {"13:00": 3_600_000}


def test_a_queue_reports_its_depth_and_age_and_falls_silent_six_hours_after_its_last_call(bench):
    url = bench.queue("jobs")
    for body in ("a", "b"):
        bench.client("sqs").send_message(QueueUrl=url, MessageBody=body)
    bench.runner.tick(120)
    assert bench.messages("jobs", read=str) == ["a", "b"]
    bench.runner.tick(7 * 3600)

    assert bench.metric(SQS, "NumberOfMessagesSent", QueueName="jobs")["12:00"] == 2
    assert bench.metric(SQS, "NumberOfMessagesDeleted", QueueName="jobs")["12:02"] == 2
    visible = bench.metric(SQS, "ApproximateNumberOfMessagesVisible", "Maximum", QueueName="jobs")
    assert [visible[minute] for minute in ("12:00", "12:01", "12:02")] == [2, 2, 0]
    assert max(visible) == "18:01"
    ages = bench.metric(SQS, "ApproximateAgeOfOldestMessage", "Maximum", QueueName="jobs")
    assert ages == {"12:00": 60, "12:01": 120}


def test_the_age_in_a_dead_letter_queue_counts_from_the_move(bench):
    bench.queue("dead")
    redrive = json.dumps({"deadLetterTargetArn": bench.queue_arn("dead"), "maxReceiveCount": 1})
    url = bench.queue("jobs", RedrivePolicy=redrive, VisibilityTimeout="0")
    bench.client("sqs").send_message(QueueUrl=url, MessageBody="a")
    bench.runner.tick(600)
    for _ in range(2):
        bench.client("sqs").receive_message(QueueUrl=url)
        bench.runner.clock.advance(1)
    bench.runner.tick(180)

    ages = bench.metric(SQS, "ApproximateAgeOfOldestMessage", "Maximum", QueueName="dead")
    assert ages == {"12:10": 0, "12:11": 60, "12:12": 120}
    assert bench.metric(SQS, "NumberOfMessagesSent", QueueName="dead").get("12:10", 0) == 0


def table(bench, **settings):
    given = {"BillingMode": "PAY_PER_REQUEST", **settings}
    bench.client("dynamodb").create_table(
        TableName="demand",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        **given,
    )
    return bench.client("dynamodb")


def test_table_metrics_exist_only_where_something_happened(bench):
    client = table(bench)
    item = {"PK": {"S": "a"}, "fill": {"S": "x" * 2000}}
    client.put_item(TableName="demand", Item=item)
    bench.runner.tick(60)
    with pytest.raises(ClientError):
        client.put_item(TableName="demand", Item=item, ConditionExpression="attribute_not_exists(PK)")
    with pytest.raises(ClientError):
        client.put_item(TableName="demand", Item={"other": {"S": "no key"}})
    client.get_item(TableName="demand", Key={"PK": {"S": "a"}}, ConsistentRead=True)

    def of(name, statistic="Sum", **dimensions):
        return bench.metric(DYNAMODB, name, statistic, **dimensions)

    calls = of("SuccessfulRequestLatency", "SampleCount", TableName="demand", Operation="PutItem")
    assert calls == {"12:00": 1}
    assert of("ConditionalCheckFailedRequests", TableName="demand") == {"12:01": 1}
    assert of("UserErrors") == {"12:01": 1}, "of the account, and only what is no business logic"
    assert of("UserErrors", TableName="demand") == {}
    assert of("ConsumedWriteCapacityUnits", TableName="demand") == {"12:00": 2, "12:01": 2}
    assert of("ConsumedReadCapacityUnits", TableName="demand") == {"12:01": 1}
    assert of("ThrottledRequests", TableName="demand", Operation="PutItem") == {}


class Refusal:
    """A tap that refuses one DynamoDB action."""

    def __init__(self, action, answer, status=400):
        self.action, self.answer, self.status = action, answer, status

    def before(self, request):
        if request.action == self.action:
            return Response(json.dumps(self.answer), self.status, content_type="application/x-amz-json-1.0")
        return None

    def after(self, request, answer): ...


BATCH = {"demand": [{"PutRequest": {"Item": {"PK": {"S": key}}}} for key in "ab"]}


@pytest.mark.parametrize(
    ("answer", "status", "requests", "events", "system"),
    [
        pytest.param({"__type": "x#ProvisionedThroughputExceededException"}, 400, 1, 1, 0, id="throttled"),
        pytest.param({"UnprocessedItems": BATCH}, 200, 1, 2, 0, id="all of a batch left: the request counts"),
        pytest.param({"UnprocessedItems": {"demand": BATCH["demand"][:1]}}, 200, 0, 1, 0, id="part of a batch left"),
        pytest.param({"__type": "x#InternalServerError"}, 500, 0, 0, 1, id="their fault"),
    ],
)
def test_throttles_and_system_errors(bench, answer, status, requests, events, system):
    client = table(bench)
    bench.cloud.taps.append(Refusal("BatchWriteItem", answer, status))
    try:
        client.batch_write_item(RequestItems=BATCH)
    except ClientError:
        pass
    finally:
        bench.cloud.taps.pop()

    operation = {"TableName": "demand", "Operation": "BatchWriteItem"}
    assert sum(bench.metric(DYNAMODB, "ThrottledRequests", **operation).values()) == requests
    assert sum(bench.metric(DYNAMODB, "WriteThrottleEvents", TableName="demand").values()) == events
    assert sum(bench.metric(DYNAMODB, "SystemErrors", **operation).values()) == system
    assert bench.metric(DYNAMODB, "UserErrors") == {}


def test_provisioned_capacity_is_published_every_five_minutes(bench):
    throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 7}
    table(bench, BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
    bench.runner.tick(660)

    found = bench.metric(DYNAMODB, "ProvisionedWriteCapacityUnits", "Average", TableName="demand")
    assert found == {"12:04": 7, "12:09": 7}


ITEM = {"PK": {"S": "a" * 98}, "n": {"N": "12345"}}  # 2 + 98 + 1 + 3


def test_capacity_units_follow_dynamodbs_sizes():
    assert item_bytes(ITEM) == 104
    assert item_bytes({"m": {"M": {"a": {"BOOL": True}}}, "l": {"L": [{"S": "xy"}]}}) == 1 + 3 + 2 + 1 + 3 + 3
    large = {"PK": {"S": "a" * 5000}}
    assert write_units("PutItem", {"Item": large}, "t") == 5
    batch = {"RequestItems": {"t": [{"PutRequest": {"Item": large}}, {"DeleteRequest": {}}]}}
    assert write_units("BatchWriteItem", batch, "t") == 6
    assert read_units("GetItem", {"ConsistentRead": True}, {"Item": large}, "t") == 2
    assert read_units("Query", {}, {"Items": [ITEM] * 100}, "t") == 1.5
