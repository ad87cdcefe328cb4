"""`watchbill logs`: what a function wrote, for people and as JSON lines, filtered and followed."""

from __future__ import annotations

import json
import time
import uuid

import pytest

from monitors.model.errors import WatchbillError
from watchbill.inspection.log_reader import LogReader


@pytest.fixture(scope="module")
def invoked(deployed):
    """One invocation that went well and one that did not."""
    for event in ("{}", '{"fail": true}'):
        deployed.client("lambda").invoke(FunctionName="shop-qa1-us-east-1-greet", Payload=event)


@pytest.fixture
def log(project, invoked):
    return project


def test_a_line_has_time_level_request_message_and_flat_fields(log):
    result = log.run("logs", "greet")
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if "greeted" in line)
    assert " WARN      " in line
    assert "  greeted  count.in=3  count.failed=1" in line
    assert "service" not in line


def test_nothing_in_a_log_can_steer_the_terminal(log):
    assert "\x1b" not in log.run("logs", "greet").stdout


def test_errors_are_the_runtimes_and_the_platforms_too(log):
    lines = _json(log.run("logs", "greet", "--errors", "--json"))
    assert {line["level"] for line in lines} == {"ERROR"}
    assert {line["message"] for line in lines} == {"ValueError: nobody to greet", "platform.report"}


@pytest.mark.parametrize("text", ["greeted", '"level": "WARNING"'], ids=["plain", "with quotes"])
def test_a_filter_keeps_the_lines_that_contain_it(log, text):
    lines = _json(log.run("logs", "greet", "--filter", text, "--json"))
    assert {line["message"] for line in lines} == {"greeted"}


def test_metrics_in_the_log_are_shown_as_metrics(log):
    line = next(one for one in _json(log.run("logs", "greet", "--json")) if one["level"] == "METRIC")
    assert (line["message"], line["fields"]) == ("Shop", {"Greeted": 2.0})


def test_nothing_found_is_said_on_stderr(log):
    result = log.run("logs", "greet", "--filter", "never written")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing in the last 15m that fits" in result.stderr


def test_a_function_without_a_log_is_told_so(project):
    result = project.run("logs", "sleeper")
    assert isinstance(result.exception, WatchbillError)
    assert "never ran" in str(result.exception)


@pytest.mark.parametrize("span", ["15", "yesterday", "-1h"])
def test_a_span_of_time_is_checked(project, span):
    result = project.run("logs", "greet", f"--since={span}")
    assert result.exit_code == 2
    assert "15m" in result.stderr


def test_following_gives_each_event_once_and_late_ones_too(deployed):
    client, group = deployed.client("logs"), f"/test/{uuid.uuid4()}"
    client.create_log_group(logGroupName=group)
    client.create_log_stream(logGroupName=group, logStreamName="s")
    now = time.time()
    between = iter([[("new", 0), ("late", -20)], [("newer", 0.1)], []])

    def write(text: str, second: float) -> None:
        events = [{"timestamp": int((now + second) * 1_000), "message": text}]
        client.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)

    def sleep(_: float) -> None:
        """Write what comes between two looks; after the last, Ctrl-C."""
        coming = next(between, None)
        if coming is None:
            raise KeyboardInterrupt
        for text, second in coming:
            write(text, second)

    write("first", -1)
    found = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(event["message"] for event in LogReader(client, group).follow(now - 3_600, sleep))
    assert found == ["first", "late", "new", "newer"]


def _json(result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]
