"""The eight canaries against the eight functions: all pass, a fault fails the right step, nothing stays."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from generators.collect import find_crew
from tests.watchbill.local.canary.conftest import RUNNER
from tests.watchbill.local.running.world import PREFIX, SPEC, as_file, score_rows, tally
from watchbill.local.fault import AwsFaults
from watchbill.local.standin.fault import Fault
from watchbill.packaging.package import Recipe, package_function
from watchbill.packaging.target import Target
from watchbill.packaging.wanted import Wanted
from watchbill.reading import read_plan

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


SYNTHETICS = """\
import os, time
from canaries.clock import RealClock
from canaries.synthetics import handle

RealClock.now = lambda self: time.time() + float(os.environ["SHIFT"])  # the cloud has a date of its own

class Context:
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:cwsyn-x"

    def get_remaining_time_in_millis(self):
        return 60_000

handle({}, Context())
"""


def synthetics(aviary, folder):
    """Unpack what Synthetics would be given, and run its entry as Synthetics does. Returns the process."""
    spec = folder / "config.yaml"
    spec.write_text(
        SPEC.read_text().replace("canaries: {enabled: true}", "canaries: {enabled: true, engine: synthetics}")
    )
    (folder / "workers").symlink_to(SPEC.parent / "workers")
    found = {function.role: function for function in find_crew(read_plan(spec, "qa1"))}
    package = package_function(Wanted.by_crew(found["canary-runner"]), Recipe(root=folder, target=Target.here()))
    for name, content in package.contents.items():
        path = folder / "zip" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    variables = {
        "AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aviary.world.cloud.endpoint_url, "CANARY": aviary.canaries["proxyCampaignService"].name,
        "PYTHONPATH": str(folder / "zip/python"), "SHIFT": str(aviary.world.runner.clock.now() - time.time()),
    }  # fmt: skip
    return lambda: subprocess.run(
        [sys.executable, "-P", "-c", SYNTHETICS], cwd=folder, env=variables, capture_output=True, text=True, timeout=60
    )


def test_synthetics_runs_the_same_canary_and_is_told_of_a_failure_by_an_error(aviary, tmp_path):
    run = synthetics(aviary, tmp_path)
    passed = run()
    assert passed.returncode == 0, passed.stderr
    assert json.loads(passed.stdout)["message"] == "canary passed"
    assert "_aws" not in json.loads(passed.stdout), "Synthetics counts success itself"
    aviary.world.services.campaigns.faults.plant(Fault.UNAVAILABLE, times=50)
    failed = run()
    aviary.world.services.campaigns.faults.clear()
    assert "CanaryFailedError: response failed: expected" in failed.stderr
