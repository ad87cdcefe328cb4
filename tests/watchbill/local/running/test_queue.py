"""What an SQS queue's mapping delivers: batches, windows, failures, dead letters, filters, throttles."""

from __future__ import annotations

import json

import pytest

# Keeps the bodies of every batch, then does what the bodies say.
HANDLER = """
def handle(event, context):
    bodies = [record["body"] for record in event["Records"]]
    keep(bodies)
    if "raise" in bodies:
        raise RuntimeError("no")
    if any(body.startswith("bad") for body in bodies):
        ids = [record["messageId"] for record in event["Records"] if record["body"].startswith("bad")]
        return {"batchItemFailures": [{"itemIdentifier": i} for i in ids]}
    if "nonsense" in bodies:
        return {"batchItemFailures": [{"itemIdentifier": ""}]}
"""


def mapped(bench, handler=HANDLER, attributes=None, settings=None, **mapping):
    """A queue `jobs` with a dead-letter queue `dead` after two receives, mapped to a recording function."""
    bench.queue("dead")
    redrive = json.dumps({"deadLetterTargetArn": bench.queue_arn("dead"), "maxReceiveCount": 2})
    attributes = {"VisibilityTimeout": "30", "RedrivePolicy": redrive} | (attributes or {})
    url = bench.queue("jobs", **attributes)
    bench.recorder(handler, **(settings or {}))
    bench.client("lambda").create_event_source_mapping(
        EventSourceArn=bench.queue_arn("jobs"), FunctionName="worker", **mapping
    )
    return url


def send(bench, url, *bodies):
    for body in bodies:
        bench.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def test_messages_come_in_batches_with_lambdas_record_and_are_deleted(bench):
    url = mapped(bench, handler="def handle(event, context): keep(event)", BatchSize=2)
    attribute = {"traceparent": {"DataType": "String", "StringValue": "00-1"}}
    bench.client("sqs").send_message(QueueUrl=url, MessageBody="a", MessageAttributes=attribute)
    send(bench, url, "b", "c")

    bench.runner.settle()

    events = bench.kept()
    assert sorted(len(event["Records"]) for event in events) == [1, 2]
    record = next(r for event in events for r in event["Records"] if r["body"] == "a")
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == bench.queue_arn("jobs")
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["attributes"]["SentTimestamp"] == "1772625600000"
    assert record["messageAttributes"]["traceparent"] == {
        "stringValue": "00-1", "dataType": "String", "stringListValues": [], "binaryListValues": [],
    }  # fmt: skip
    bench.runner.tick(3600)
    assert bench.kept() == []


def test_a_batching_window_waits_for_more(bench):
    url = mapped(bench, BatchSize=3, MaximumBatchingWindowInSeconds=10)
    send(bench, url, "a")
    bench.runner.settle()
    bench.runner.tick(5)
    assert bench.kept() == []
    send(bench, url, "b")
    bench.runner.tick(5)
    assert bench.kept() == [["a", "b"]]
    send(bench, url, "c", "d", "e")
    bench.runner.settle()
    assert bench.kept() == [["c", "d", "e"]]


@pytest.mark.parametrize(
    ("bodies", "reports", "delivered", "dead"),
    [
        pytest.param(["a", "raise"], False, [["a", "raise"]] * 2, ["a", "raise"], id="an error returns the batch"),
        pytest.param(["a", "bad"], True, [["a", "bad"], ["bad"]], ["bad"], id="a partial response returns its items"),
        pytest.param(["a", "bad"], False, [["a", "bad"]], [], id="a partial response nobody asked for is success"),
        pytest.param(
            ["a", "nonsense"], True, [["a", "nonsense"]] * 2, ["a", "nonsense"], id="an invalid one fails all"
        ),
    ],
)
def test_what_fails_comes_back_after_its_visibility_timeout_and_then_is_dead(bench, bodies, reports, delivered, dead):
    types = {"FunctionResponseTypes": ["ReportBatchItemFailures"]} if reports else {}
    url = mapped(bench, **types)
    send(bench, url, *bodies)

    bench.runner.settle()
    first = bench.kept()
    bench.runner.tick(29)
    assert bench.kept() == []
    bench.runner.tick(100)

    assert [*first, *bench.kept()] == delivered
    assert sorted(bench.messages("dead", read=str)) == sorted(dead)


def test_a_throttled_batch_waits_in_the_queue(bench):
    url = mapped(bench)
    bench.client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    send(bench, url, "a")
    bench.runner.settle()
    bench.client("lambda").delete_function_concurrency(FunctionName="worker")
    bench.runner.tick(31)

    assert bench.kept() == [["a"]]
    assert bench.metric("AWS/Lambda", "Throttles", FunctionName="worker") == {"12:00": 1.0}


def test_no_more_batches_run_at_once_than_the_mapping_allows(bench):
    slow = "def handle(event, context):\n    time.sleep(0.2)"
    url = mapped(bench, slow, BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})
    send(bench, url, *"abcdef")
    bench.runner.settle()

    found = bench.metric("AWS/Lambda", "ConcurrentExecutions", "Maximum", FunctionName="worker")
    assert found == {"12:00": 2}


def test_filters_delete_what_they_refuse(bench):
    pattern = json.dumps({"body": {"kind": ["verdict"], "rank": [{"numeric": [">", 3]}]}})
    url = mapped(bench, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    wanted = json.dumps({"kind": "verdict", "rank": 7})
    send(bench, url, wanted, json.dumps({"kind": "verdict", "rank": 3}), json.dumps({"kind": "other"}), "no json")
    bench.runner.tick(600)

    assert bench.kept() == [[wanted]]
    assert bench.messages("dead", read=str) == []


def test_delayed_messages_come_when_they_are_due(bench):
    url = mapped(bench)
    bench.client("sqs").send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    bench.runner.tick(59)
    assert bench.kept() == []
    bench.runner.tick(2)
    assert bench.kept() == [["later"]]


def test_a_disabled_mapping_delivers_nothing_until_it_is_enabled(bench):
    url = mapped(bench, Enabled=False)
    send(bench, url, "a")
    bench.runner.tick(60)
    assert bench.kept() == []
    client = bench.client("lambda")
    uuid = client.list_event_source_mappings()["EventSourceMappings"][0]["UUID"]
    client.update_event_source_mapping(UUID=uuid, Enabled=True)
    bench.runner.settle()
    assert bench.kept() == [["a"]]
