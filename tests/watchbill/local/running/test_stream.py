"""What a stream's mapping delivers: batches, retries, bisection, checkpoints, age, lanes, windows, destinations."""

from __future__ import annotations

import base64
import json

import pytest

# Keeps the words of every batch, then does what the words say.
HANDLER = """
def handle(event, context):
    def word(record):
        return base64.b64decode(record["kinesis"]["data"]).decode()
    words = [word(record) for record in event["Records"]]
    keep(words)
    if "raise" in words:
        raise RuntimeError("no")
    bad = [r["kinesis"]["sequenceNumber"] for r in event["Records"] if word(r) == "bad"]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in bad]}
"""
REPORTS = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}


def mapped(bench, handler=HANDLER, shards=1, **mapping):
    """A stream `scores` mapped to a recording function; failures go to the queue `failed`."""
    if not bench.client("kinesis").list_streams()["StreamNames"]:
        bench.client("kinesis").create_stream(StreamName="scores", ShardCount=shards)
    bench.queue("failed")
    bench.recorder(handler)
    given = {
        "StartingPosition": "TRIM_HORIZON",
        "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": bench.queue_arn("failed")}},
        **mapping,
    }
    answer = bench.client("lambda").create_event_source_mapping(
        EventSourceArn="arn:aws:kinesis:us-east-1:123456789012:stream/scores", FunctionName="worker", **given
    )
    return answer["UUID"]


def put(bench, *words, key="k"):
    records = [{"Data": word.encode(), "PartitionKey": key} for word in words]
    bench.client("kinesis").put_records(StreamName="scores", Records=records)


def test_records_come_with_lambdas_form_and_in_order(bench):
    mapped(bench, "def handle(event, context): keep(event)", BatchSize=2)
    put(bench, "a", "b", "c")

    bench.runner.settle()

    first, second = bench.kept()
    assert [len(event["Records"]) for event in (first, second)] == [2, 1]
    record = first["Records"][0]
    assert base64.b64decode(record["kinesis"].pop("data")) == b"a"
    assert record == {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "k",
            "sequenceNumber": "1",
            "approximateArrivalTimestamp": 1772625600.0,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": "shardId-000000000000:1",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::123456789012:role/worker",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/scores",
    }
    bench.runner.tick(3600)
    assert bench.kept() == []


@pytest.mark.parametrize(
    ("words", "mapping", "delivered", "failed"),
    [
        pytest.param(["a", "raise", "b"], {}, ["a raise b"], ["1-3"], id="no retries, no bisection: all is given up"),
        pytest.param(
            ["a", "raise"], {"MaximumRetryAttempts": 2}, ["a raise"] * 3, ["1-2"], id="retries bring the same batch"
        ),
        pytest.param(
            ["a", "b", "raise", "c", "d"],
            {"BisectBatchOnFunctionError": True},
            ["a b raise c d", "a b", "raise c d", "raise", "c d"],
            ["3-3"],
            id="bisection leaves the poison alone",
        ),
        pytest.param(
            ["a", "b", "raise", "c", "d"],
            {"BisectBatchOnFunctionError": True, "MaximumRetryAttempts": 1},
            ["a b raise c d", "a b", "raise c d", "raise", "raise", "c d"],
            ["3-3"],
            id="bisection uses up no retries",
        ),
        pytest.param(
            ["a", "bad", "b"],
            {**REPORTS, "MaximumRetryAttempts": 1},
            ["a bad b", "bad b"],
            ["2-3"],
            id="a reported record is the checkpoint: what follows it comes again",
        ),
        pytest.param(
            ["a", "bad", "b"],
            {**REPORTS, "BisectBatchOnFunctionError": True},
            ["a bad b", "bad b", "bad", "b"],
            ["2-2"],
            id="reports and bisection together isolate it",
        ),
        pytest.param(["a", "bad"], {}, ["a bad"], [], id="a report nobody asked for is success"),
    ],
)
def test_a_failing_batch(bench, words, mapping, delivered, failed):
    mapped(bench, **mapping)
    put(bench, *words)
    bench.runner.tick(60)
    put(bench, "after")
    bench.runner.tick(60)

    assert [" ".join(batch) for batch in bench.kept()] == [*delivered, "after"]
    records = bench.messages("failed")
    found = [
        (r["KinesisBatchInfo"]["startSequenceNumber"], r["KinesisBatchInfo"]["endSequenceNumber"]) for r in records
    ]
    assert ["-".join(pair) for pair in found] == failed


def test_what_is_given_up_is_described_as_aws_does(bench):
    mapped(bench, MaximumRetryAttempts=1)
    put(bench, "raise", "a")
    bench.runner.tick(10)

    (record,) = bench.messages("failed")

    assert record.pop("requestContext").keys() == {"requestId", "functionArn", "condition", "approximateInvokeCount"}
    assert record == {
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2026-03-04T12:00:01.000Z",
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": "1",
            "endSequenceNumber": "2",
            "approximateArrivalOfFirstRecord": "2026-03-04T12:00:00.000Z",
            "approximateArrivalOfLastRecord": "2026-03-04T12:00:00.000Z",
            "batchSize": 2,
            "streamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/scores",
        },
    }


def test_a_bucket_as_destination_gets_the_records_too(bench):
    bench.client("s3").create_bucket(Bucket="parked")
    uuid = mapped(bench, DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::parked"}})
    put(bench, "raise")
    bench.runner.settle()

    (entry,) = bench.client("s3").list_objects_v2(Bucket="parked")["Contents"]
    assert entry["Key"].startswith(f"aws/lambda/{uuid}/shardId-000000000000/2026/03/04/2026-03-04T12.00.00-")
    body = json.loads(bench.client("s3").get_object(Bucket="parked", Key=entry["Key"])["Body"].read())
    assert body["requestContext"]["condition"] == "RetryAttemptsExhausted"
    (kept,) = json.loads(body["payload"])["Records"]
    assert base64.b64decode(kept["kinesis"]["data"]) == b"raise"


def test_records_past_the_greatest_age_are_given_up_and_younger_ones_go_on(bench):
    mapped(bench, MaximumRetryAttempts=-1, MaximumRecordAgeInSeconds=120, BatchSize=1)
    put(bench, "raise")
    bench.runner.tick(90)
    put(bench, "young")
    bench.runner.tick(60)

    (record,) = bench.messages("failed")
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"
    assert bench.kept()[-1] == ["young"]


def test_a_throttled_batch_is_tried_until_it_runs_and_uses_up_no_retries(bench):
    mapped(bench)
    bench.client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    put(bench, "a")
    bench.runner.tick(600)
    assert bench.messages("failed") == []
    bench.client("lambda").delete_function_concurrency(FunctionName="worker")
    bench.runner.tick(60)

    assert bench.kept() == [["a"]]
    age = bench.metric("AWS/Lambda", "IteratorAge", "Maximum", FunctionName="worker")
    ((minute, value),) = age.items()
    assert minute == "12:10"
    assert 600_000 <= value <= 660_000


def test_a_batching_window_fills_batches(bench):
    mapped(bench, MaximumBatchingWindowInSeconds=10, BatchSize=3)
    put(bench, "a")
    bench.runner.tick(9)
    assert bench.kept() == []
    bench.runner.tick(1)
    assert bench.kept() == [["a"]]
    put(bench, "b", "c", "d", "e")
    bench.runner.settle()
    assert bench.kept() == [["b", "c", "d"]]


def test_lanes_beside_each_other_keep_the_order_of_a_key(bench):
    handler = "def handle(event, context):\n    keep([r['kinesis']['partitionKey'] for r in event['Records']])"
    mapped(bench, handler, ParallelizationFactor=4, BatchSize=2)
    for key in "abcdefgh":
        put(bench, "1", "2", key=key)
    bench.runner.settle()

    batches = bench.kept()
    assert sum(map(len, batches)) == 16
    at_once = bench.metric("AWS/Lambda", "ConcurrentExecutions", "Maximum", FunctionName="worker")
    assert 1 < at_once["12:00"] <= 4


def test_a_stuck_shard_does_not_hold_up_another(bench):
    mapped(bench, shards=2, MaximumRetryAttempts=-1)
    put(bench, "raise", key="a")  # shard 0
    put(bench, "fine", key="b")  # shard 1
    bench.runner.tick(30)
    put(bench, "later", key="b")
    bench.runner.settle()

    assert bench.kept()[-1] == ["later"]


@pytest.mark.parametrize(("position", "seen"), [("TRIM_HORIZON", [["old"], ["new"]]), ("LATEST", [["new"]])])
def test_where_a_mapping_starts(bench, position, seen):
    bench.client("kinesis").create_stream(StreamName="scores", ShardCount=1)
    put(bench, "old")
    mapped(bench, StartingPosition=position)
    bench.runner.settle()
    put(bench, "new")
    bench.runner.settle()

    assert bench.kept() == seen


def test_filters_skip_what_they_refuse(bench):
    pattern = json.dumps({"data": {"rank": [{"numeric": [">=", 1]}]}})
    mapped(bench, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    put(bench, '{"rank": 0}', '{"rank": 1}', "no json")
    bench.runner.settle()

    assert bench.kept() == [['{"rank": 1}']]


WINDOWED = """
def handle(event, context):
    total = event["state"].get("total", 0) + len(event["Records"])
    final = event["isFinalInvokeForWindow"]
    keep([event["window"]["start"][-6:-1], event["window"]["end"][-6:-1], event["shardId"], total, final])
    return {"state": {"total": total}}
"""


def test_a_tumbling_window_carries_state_and_ends_with_a_call_of_its_own(bench):
    mapped(bench, WINDOWED, TumblingWindowInSeconds=30, BatchSize=2)
    put(bench, "a", "b", "c")
    bench.runner.tick(20)
    put(bench, "d")
    bench.runner.tick(20)
    put(bench, "e")
    bench.runner.tick(30)

    shard = "shardId-000000000000"
    assert bench.kept() == [
        ["00:00", "00:30", shard, 2, False],
        ["00:00", "00:30", shard, 3, False],
        ["00:00", "00:30", shard, 4, False],
        ["00:00", "00:30", shard, 4, True],
        ["00:30", "01:00", shard, 1, False],
        ["00:30", "01:00", shard, 1, True],
    ]


def test_a_windowed_answer_without_state_is_a_failure(bench):
    handler = "def handle(event, context):\n    keep(len(event['Records']))"
    mapped(bench, handler, TumblingWindowInSeconds=30, MaximumRetryAttempts=1)
    put(bench, "a")
    bench.runner.tick(5)

    assert bench.kept() == [1, 1]
    assert len(bench.messages("failed")) == 1


TABLE_HANDLER = "def handle(event, context):\n    keep(event)\n    if len(event['Records']) > 1: raise ValueError"


def test_a_tables_stream_comes_with_images_and_goes_to_its_destination(bench):
    client = bench.client("dynamodb")
    client.create_table(
        TableName="demand",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    arn = client.describe_table(TableName="demand")["Table"]["LatestStreamArn"]
    bench.queue("failed")
    bench.recorder(TABLE_HANDLER)
    bench.client("lambda").create_event_source_mapping(
        EventSourceArn=arn,
        FunctionName="worker",
        StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": bench.queue_arn("failed")}},
    )
    client.put_item(TableName="demand", Item={"PK": {"S": "a"}, "raw": {"B": b"\\x00\\xff"}})
    bench.runner.settle()
    (event,) = bench.kept()
    (record,) = event["Records"]
    assert (record["eventName"], record["eventSource"], record["eventSourceARN"]) == ("INSERT", "aws:dynamodb", arn)
    assert record["dynamodb"]["ApproximateCreationDateTime"] == 1772625600
    assert record["dynamodb"]["Keys"] == {"PK": {"S": "a"}}
    assert base64.b64decode(record["dynamodb"]["NewImage"]["raw"]["B"]) == b"\\x00\\xff"

    client.put_item(TableName="demand", Item={"PK": {"S": "a"}})
    client.delete_item(TableName="demand", Key={"PK": {"S": "a"}})
    bench.runner.settle()
    (event,) = bench.kept()
    assert [record["eventName"] for record in event["Records"]] == ["MODIFY", "REMOVE"]
    (failed,) = bench.messages("failed")
    assert failed["DDBStreamBatchInfo"]["batchSize"] == 2
