"""`watchbill canary`: the probes run against what is deployed; a failure is an exit code and a case of JUnit."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest

from monitors.model.errors import PlanError, WatchbillError

GREET = """\
  greet:
    canary:
      checks:
        - {kind: response, settings: {contains: GREETED}}
        - {kind: log_line, within_seconds: 1, settings: {message: greeted}}
"""
NAME = "shop-qa1-greet"


def canaried(project, greeted="the canary", event='{"who": "the canary", "trace": "000000000000000000000000ca4a4100"}'):
    """The project with a canary for greet; sleeper, which is not deployed, has none."""
    file = project.folder / "config.yaml"
    spec = file.read_text().replace("  greet:\n", GREET.replace("GREETED", greeted))
    spec = spec.replace("  sleeper:\n", "  sleeper:\n    canary: {enabled: false}\n")
    file.write_text(spec.replace("functions:\n", "canaries: {enabled: true}\nfunctions:\n", 1))
    (project.folder / "greet/event.json").write_text(event)
    return project


def test_they_are_listed_with_way_and_checks(project):
    result = canaried(project).run("canary", "list", local=False)
    assert result.exit_code == 0
    assert "greet" in result.stdout
    assert "response, log_line" in result.stdout
    (row,) = json.loads(project.run("canary", "list", "--json", local=False).stdout)["canaries"]
    assert (row["function"], row["canary"], row["way"]) == ("greet", NAME, "invoke")


def test_a_run_tells_steps_on_failure_and_exits_1(project):
    result = canaried(project).run("canary", "run")
    assert result.exit_code == 1, result.stdout
    # greet's line holds no trace of the run, so that check fails; the answer itself is right.
    assert "✓ response" in result.stdout
    assert "✗ log_line" in result.stdout
    assert "expected a line 'greeted'" in result.stdout
    assert "0 of 1 canaries passed" in result.stdout
    assert "greet: failed at log_line" in result.stderr


def only_response(project, greeted):
    file = project.folder / "config.yaml"
    made = canaried(project, greeted)
    lines = [line for line in file.read_text().splitlines() if "log_line" not in line]
    file.write_text("\n".join(lines) + "\n")
    return made


def test_a_run_that_passes_exits_0(project):
    result = only_response(project, "the canary").run("canary", "run", "greet")
    assert (result.exit_code, "1 of 1 canaries passed" in result.stdout) == (0, True)
    document = json.loads(project.run("canary", "run", NAME, "-f", "json").stdout)
    (canary,) = document["canaries"]
    assert (canary["passed"], canary["attempts"], [s["name"] for s in canary["steps"]]) == (
        True, 1, ["prepare", "invoke", "response", "clean up"]
    )  # fmt: skip


def test_junit_has_a_suite_a_canary_and_a_case_a_step_after_the_last_attempt(project):
    result = only_response(project, "somebody else").run("canary", "run", "--retries", "2", "-f", "junit")
    assert result.exit_code == 1
    (suite,) = fromstring(result.stdout)
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("greet", "4", "1")
    failures = [failure.get("message") for failure in suite.iter("failure")]
    assert failures == [failure for failure in failures if "somebody else" in failure]
    assert result.stderr.count("greet: failed at response") == 3


def test_a_name_that_no_canary_has_is_told_with_those_that_are(project):
    result = canaried(project).run("canary", "run", "gret")
    assert isinstance(result.exception, WatchbillError)
    assert str(result.exception) == "no canary is called gret; known are greet"


def test_problems_of_the_spec_come_before_any_run(project):
    canaried(project)
    (project.folder / "greet/event.json").unlink()
    result = project.run("canary", "run")
    assert isinstance(result.exception, PlanError)
    assert "nothing to send" in str(result.exception)


@pytest.fixture
def ran(project):
    """What the deployed runner left: two runs' metrics, and the line of the one that failed."""
    canaried(project)
    connection, now = project.connection, datetime.now(UTC)
    pairs = [{"Name": "Canary", "Value": NAME}]
    data = [
        {"MetricName": name, "Dimensions": pairs, "Value": value, "Timestamp": now}
        for name, values in (("SuccessPercent", (100.0, 0.0)), ("Duration", (900.0, 4_000.0)))
        for value in values
    ]
    connection.client("cloudwatch").put_metric_data(Namespace="Watchbill/Canaries", MetricData=data)
    logs, group = connection.client("logs"), "/aws/lambda/shop-qa1-canary-runner"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    line = {"message": "canary failed", "Canary": NAME, "step": "response", "expected": "Ann", "got": "Bo", "run": "r1"}
    event = {"timestamp": int(now.timestamp() * 1000), "message": json.dumps(line)}
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])
    yield project
    logs.delete_log_group(logGroupName=group)


def test_history_counts_runs_and_tells_the_last_failure(ran):
    result = ran.run("canary", "history", "--hours", "1")
    assert result.exit_code == 0, result.exception
    assert all(text in result.stdout for text in ("50.0 %", "4.0 s", "response: expected Ann; got Bo"))
    (entry,) = json.loads(ran.run("canary", "history", "--json").stdout)["canaries"]
    assert (entry["runs"], entry["passed"], entry["last_failure"]["step"]) == (2, 1, "response")
