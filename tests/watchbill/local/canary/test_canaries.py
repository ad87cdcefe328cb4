"""The eight canaries against the eight functions: all pass, a fault fails the right step, nothing stays."""

from __future__ import annotations

import json

import pytest

from tests.watchbill.local.canary.conftest import RUNNER
from tests.watchbill.local.running.world import PREFIX, as_file, score_rows, tally
from watchbill.local.fault import AwsFaults
from watchbill.local.standin.fault import Fault

pytestmark = pytest.mark.xdist_group("canaries")  # one deployment serves them all
EIGHT = (
    "loadScoresToDynamoDB", "loadScoresToStream", "processSavedScores", "proxyCampaignService", "redriveDeadLetters",
    "saveEntryScoring", "saveFanlistScores", "verdictReporter",
)  # fmt: skip


def test_all_eight_pass_beside_live_traffic_and_leave_its_counts_and_posts_alone(aviary):
    world = aviary.world
    rows = score_rows("tour-1", 40)
    world.put_file("score-files", "scores/tour-1.csv", as_file(rows))
    reports = {key: aviary.run(key) for key in aviary.canaries}
    world.run(600)

    assert {key: report.words for key, report in reports.items()} == dict.fromkeys(EIGHT, "passed")
    assert world.counts("tour-1") == tally(rows)
    assert world.posts() == ["Campaign tour-1: 40 fans have a verdict"]
    assert {item["SK"]["S"] for item in world.items().values() if item["PK"]["S"] == "campaigns"} == {"campaign:tour-1"}


def test_what_stays_of_them_is_marked_and_expires(aviary):
    aviary.run("verdictReporter")
    world = aviary.world
    left = {key: item for key, item in world.items().items() if "canary" in key[0]}
    assert all("expires_at" in item for item in left.values())
    assert all(key[0].startswith(("campaign:canary-0000", "checkpoint:")) for key in left)
    for bucket in ("score-files", "fanlist-files"):
        listed = aviary.client("s3").list_objects_v2(Bucket=world.bucket(bucket)).get("Contents", [])
        assert [entry["Key"] for entry in listed if "canary" in entry["Key"]] == []
    assert world.depth("canary-letters") == world.depth("verdict-reporter-dlq") == 0


def test_its_lines_say_in_logs_that_they_are_a_canarys(aviary):
    report = aviary.run("saveEntryScoring")
    lines = [line for line in aviary.world.log_lines("save-entry") if line.get("trace_id") == report.trace_id]
    assert {line["message"] for line in lines} >= {"batch saved", "entry service called"}
    assert all(line["canary"] for line in lines)


@pytest.mark.parametrize(
    ("key", "fault", "step", "got"),
    [
        ("loadScoresToDynamoDB", ("dynamodb", "PutItem"), "response", "batchItemFailures"),
        ("redriveDeadLetters", ("sqs", "GetQueueUrl"), "prepare", "AccessDenied"),
        ("verdictReporter", ("dynamodb", "GetItem"), "log_line", "AccessDenied"),
    ],
)
def test_a_right_that_is_missing_fails_the_step_that_needs_it(aviary, key, fault, step, got):
    faults = AwsFaults(aviary.world.cloud)
    aviary.world.cloud.taps.append(faults)
    faults.refuse(*fault, "AccessDeniedException", times=1_000)
    try:
        report = aviary.run(key)
    finally:
        aviary.world.cloud.taps.remove(faults)
    (failed, *_) = report.failed
    assert (failed.name, got in failed.got or step == "log_line") == (step, True), report.words
    assert aviary.run(key).passed, "it recovers with the fault"


def invoke(aviary, key):
    """One run by the deployed runner."""
    payload = json.dumps({"canary": aviary.canaries[key].name}).encode()
    reply = aviary.client("lambda").invoke(FunctionName=RUNNER, Payload=payload)
    assert "FunctionError" not in reply, reply["Payload"].read()
    return json.loads(reply["Payload"].read())


def test_the_deployed_runner_reports_in_metrics_and_in_a_line_that_says_what_came(aviary):
    world, name = aviary.world, aviary.canaries["saveEntryScoring"].name
    assert invoke(aviary, "saveEntryScoring")["passed"]
    world.services.entries.faults.plant(Fault.UNAVAILABLE, times=50)
    failed = invoke(aviary, "saveEntryScoring")
    world.services.entries.faults.clear()

    assert next(step["name"] for step in failed["steps"] if step["result"] == "failed") == "response"
    world.runner.recorder.flush()
    for metric, value in (("SuccessPercent", 100), ("FailedSteps", 2)):
        assert world.metric("Watchbill/Canaries", metric, Canary=name) == value
    groups = aviary.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{RUNNER}")["events"]
    (line,) = [json.loads(event["message"]) for event in groups if "canary failed" in event["message"]]
    assert (line["step"], line["expected"]) == ("response", "an answer without failed records")
    assert "batchItemFailures" in line["got"]
    assert line["trace_id"] in line["links"]["trace"]
    assert PREFIX in line["links"]["logs"]
    assert "ResourceNotFoundException" in line["not_remembered"], "here is no router, whose table it would be"


def test_an_unknown_canary_is_the_runners_error(aviary):
    reply = aviary.client("lambda").invoke(FunctionName=RUNNER, Payload=b'{"canary": "other"}')
    assert "UnknownCanaryError" in reply["Payload"].read().decode()
