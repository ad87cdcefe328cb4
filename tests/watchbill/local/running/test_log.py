"""What a function prints: log groups, Lambda's own lines, subscriptions, metric filters, embedded metrics."""

from __future__ import annotations

import gzip
import json

import pytest

from watchbill.local.running.log_pattern import PatternError, read_pattern

HANDLER = """
import json, logging, sys

def handle(event, context):
    for line in event.get("print", []):
        print(line if isinstance(line, str) else json.dumps(line))
    print("to stderr", file=sys.stderr)
    logging.getLogger().warning("by logging")
"""


def test_text_logs_have_lambdas_lines_around_the_functions_own(bench):
    bench.deploy(HANDLER)
    request_id = bench.runner.invoke("worker", {"print": ["one", "two"]}).request_id

    first, start, *own, end, report = bench.logs()

    assert first.startswith("INIT_START Runtime Version: python:3.12")
    assert start == f"START RequestId: {request_id} Version: $LATEST"
    assert own[:3] == ["one", "two", "to stderr"]
    assert own[3].startswith("[WARNING]\t2026-03-04T12:00:0")
    assert own[3].endswith("by logging")
    assert end == f"END RequestId: {request_id}"
    for part in ("Duration: ", "Billed Duration: ", "Memory Size: 256 MB", "Max Memory Used: ", "Init Duration: "):
        assert f"\t{part}" in report
    streams = bench.client("logs").describe_log_streams(logGroupName="/aws/lambda/worker")["logStreams"]
    assert [stream["logStreamName"].split("]")[0] for stream in streams] == ["2026/03/04/[$LATEST"]


def test_json_logs_are_platform_events_in_the_chosen_group(bench):
    bench.client("logs").create_log_group(logGroupName="/vf/worker")
    bench.deploy(HANDLER, LoggingConfig={"LogFormat": "JSON", "LogGroup": "/vf/worker"})
    request_id = bench.runner.invoke("worker").request_id

    lines = [json.loads(line) for line in bench.logs("/vf/worker") if line.startswith("{")]

    assert [line.get("type") for line in lines if "type" in line] == [
        "platform.initStart", "platform.start", "platform.report",
    ]  # fmt: skip
    (own,) = [line for line in lines if "type" not in line]
    assert (own["level"], own["message"], own["requestId"]) == ("WARNING", "by logging", request_id)
    report = lines[-1]["record"]
    assert (report["requestId"], report["status"]) == (request_id, "success")
    assert report["metrics"].keys() == {
        "durationMs", "billedDurationMs", "memorySizeMB", "maxMemoryUsedMB", "initDurationMs",
    }  # fmt: skip


def test_a_system_log_level_of_warn_reports_failures_only(bench):
    levels = {"LogFormat": "JSON", "SystemLogLevel": "WARN", "ApplicationLogLevel": "ERROR"}
    bench.deploy(HANDLER, LoggingConfig=levels)
    bench.runner.invoke("worker")
    bench.runner.invoke("worker", {"print": 7})

    types = [json.loads(line).get("type", "own") for line in bench.logs() if line.startswith("{")]
    assert types == ["own", "platform.report"], "the exception, and the report of the failed invocation"


def test_a_subscription_sends_matching_events_in_awss_form(bench):
    bench.client("kinesis").create_stream(StreamName="logs", ShardCount=1)
    bench.client("logs").create_log_group(logGroupName="/aws/lambda/worker")
    bench.client("logs").put_subscription_filter(
        logGroupName="/aws/lambda/worker",
        filterName="to-stream",
        filterPattern='{ $.level = "ERROR" }',
        destinationArn="arn:aws:kinesis:us-east-1:123456789012:stream/logs",
        roleArn="arn:aws:iam::123456789012:role/worker",
    )
    bench.deploy(HANDLER)
    wanted = {"level": "ERROR", "message": "no"}
    bench.runner.invoke("worker", {"print": [{"level": "INFO"}, wanted]})

    client = bench.client("kinesis")
    iterator = client.get_shard_iterator(
        StreamName="logs", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    (record,) = client.get_records(ShardIterator=iterator)["Records"]
    payload = json.loads(gzip.decompress(record["Data"]))
    (event,) = payload.pop("logEvents")
    assert json.loads(event["message"]) == wanted
    assert payload.pop("logStream").startswith("2026/03/04/[$LATEST]")
    assert payload == {
        "messageType": "DATA_MESSAGE",
        "owner": "123456789012",
        "logGroup": "/aws/lambda/worker",
        "subscriptionFilters": ["to-stream"],
    }


def test_a_metric_filter_counts_matches_and_zero_where_none_match(bench):
    bench.client("logs").create_log_group(logGroupName="/aws/lambda/worker")
    transformation = {
        "metricNamespace": "Watchbill/Logs",
        "metricName": "TimedOut",
        "metricValue": "1",
        "defaultValue": 0,
    }
    bench.client("logs").put_metric_filter(
        logGroupName="/aws/lambda/worker",
        filterName="timed-out",
        filterPattern='{ $.type = "platform.report" && $.record.status = "timeout" }',
        metricTransformations=[transformation],
    )
    sleepy = "import time\ndef handle(event, context): time.sleep(event['seconds'])"
    bench.deploy(sleepy, Timeout=1, LoggingConfig={"LogFormat": "JSON"})
    bench.runner.tick(30)
    bench.runner.invoke("worker", {"seconds": 0})
    bench.runner.tick(60)
    bench.runner.invoke("worker", {"seconds": 5})

    assert bench.metric("Watchbill/Logs", "TimedOut") == {"12:00": 0, "12:01": 1}


def test_embedded_metrics_are_published_in_their_own_minute(bench):
    bench.deploy(HANDLER)
    directive = {"Namespace": "VF", "Dimensions": [["Campaign"]], "Metrics": [{"Name": "Scores", "Unit": "Count"}]}
    stamp = int((bench.now - 120) * 1000)
    line = {"_aws": {"Timestamp": stamp, "CloudWatchMetrics": [directive]}, "Campaign": "7", "Scores": [2, 3]}
    bench.runner.invoke("worker", {"print": [line, {"_aws": {"CloudWatchMetrics": "broken"}}]})

    assert bench.metric("VF", "Scores", Campaign="7") == {"11:58": 5}


@pytest.mark.parametrize(
    ("pattern", "message", "is_match"),
    [
        ("", "anything", True),
        ("ERROR fan", "a fan with ERROR", True),
        ("ERROR fan", "a fan", False),
        ('"ERROR fan"', "a fan with ERROR", False),
        ("ERROR -retry", "ERROR, will retry", False),
        ('?"Status: timeout" ?"Task timed out"', "x\tStatus: timeout", True),
        ("?xx ?yy", "neither", False),
        ('{ $.level = "ERROR" }', '{"level": "ERROR"}', True),
        ('{ $.level = "ERROR" }', "level ERROR", False),
        ('{ $.level = "ERR*" }', '{"level": "ERROR"}', True),
        ('{ $.level != "ERROR" }', "{}", False),
        ('{ $.level != "ERROR" }', '{"level": "INFO"}', True),
        ("{ $.count.in >= 3 }", '{"count": {"in": 3}}', True),
        ("{ $.count.in >= 3 }", '{"count": {"in": "3"}}', False),
        ("{ $.count > 1e2 }", '{"count": 101}', True),
        ("{ $.items[1] = b }", '{"items": ["a", "b"]}', True),
        ("{ $.a IS TRUE }", '{"a": true}', True),
        ("{ $.a IS NULL }", '{"a": null}', True),
        ("{ $.a IS NULL }", "{}", False),
        ("{ $.a NOT EXISTS }", "{}", True),
        ("{ $.a = 1 || $.b = 1 && $.c = 1 }", '{"a": 1}', True),
        ("{ ($.a = 1 || $.b = 1) && $.c = 1 }", '{"a": 1}', False),
    ],
)
def test_filter_patterns(pattern, message, is_match):
    assert read_pattern(pattern)(message) is is_match


@pytest.mark.parametrize(
    "pattern", ["[ip, user]", "{ $.a = }", "{ $.a % 3 }", "{ $.a = %x% }", "{ a = 3 }", "{ $.a = 1 b }"]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    with pytest.raises(PatternError):
        read_pattern(pattern)
