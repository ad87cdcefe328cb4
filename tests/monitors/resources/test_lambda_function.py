"""What the rules of a function depend on: triggers, timeout, log format, reservations, criticality."""

from __future__ import annotations

import json
import re

import pytest

from monitors.model.alarm import Part, Severity
from monitors.resources.lambda_function import metrics
from tests.monitors.clockwork import alarms, run, steady
from tests.monitors.sample import find, having, sample_plan

REPORT = {"time": "2026-11-23T10:00:00Z", "type": "platform.report"}


def report(**record: object) -> str:
    return json.dumps({**REPORT, "record": {"requestId": "r", **record}})


TIMED_OUT = report(status="timeout", metrics={"maxMemoryUsedMB": 90, "memorySizeMB": 2048})
OUT_OF_MEMORY = report(status="error", errorType="Runtime.OutOfMemory", metrics={"maxMemoryUsedMB": 2048})
KILLED = report(status="error", errorType="Runtime.ExitError", metrics={"maxMemoryUsedMB": 2048})
CRASHED = report(status="error", errorType="Runtime.ExitError", metrics={"maxMemoryUsedMB": 200})
SUCCEEDED = report(status="success", metrics={"maxMemoryUsedMB": 2048})
MEMORY_ERROR = json.dumps({"level": "ERROR", "errorType": "MemoryError", "message": ""})
QUOTED = json.dumps({"level": "INFO", "message": "status timeout Runtime.OutOfMemory"})


def matches(pattern: str, line: str) -> bool:
    """A metric filter's JSON pattern over one event, for the operators used here."""
    event = json.loads(line)

    def value(path: str) -> object:
        found: object = event
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def clause(match: re.Match[str]) -> str:
        path, sign, literal = match.groups()
        seen, wanted = value(path), json.loads(literal)
        if sign == "=":
            return str(seen == wanted)
        return str(isinstance(seen, int) and seen >= wanted)

    logic = re.sub(r'\$\.([\w.]+) (=|>=) ("[^"]*"|\d+)', clause, pattern.strip("{} "))
    return bool(eval(logic.replace("&&", "and").replace("||", "or")))


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        (metrics.timed_out, {TIMED_OUT}),
        (metrics.out_of_memory, {OUT_OF_MEMORY, KILLED, MEMORY_ERROR}),
    ],
    ids=["timed_out", "out_of_memory"],
)
def test_a_filter_on_json_logs_counts_exactly_the_platforms_events(metric, counted: set[str]):
    pattern = metric(sample_plan().find("lambda_function", "consume").resource).pattern
    lines = {TIMED_OUT, OUT_OF_MEMORY, KILLED, CRASHED, SUCCEEDED, MEMORY_ERROR, QUOTED}
    assert {line for line in lines if matches(pattern, line)} == counted


def test_a_filter_on_text_logs_knows_what_old_and_new_runtimes_print():
    function = sample_plan().find("lambda_function", "post").resource
    assert metrics.timed_out(function).pattern == '?"Status: timeout" ?"Task timed out"'
    assert '?"Runtime.OutOfMemory"' in metrics.out_of_memory(function).pattern


def test_log_metrics_of_two_functions_never_share_a_name():
    made = [metric for entry in sample_plan().resources for metric in entry.log_metrics]
    assert len({metric.metric.name for metric in made}) == len(made) == 8
    assert {metric.log_group for metric in made} == {
        f"/aws/lambda/{entry.resource.name}" for entry in sample_plan().of_kind("lambda_function")
    }


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("not_invoked", {"consume"}),
        ("iterator_age_high", {"consume", "follow"}),
        ("dead_letters_failing", {"consume", "load"}),
        ("async_events_dropped", {"load"}),
        ("concurrency_near_limit", {"consume", "load", "follow", "post"}),
    ],
)
def test_a_rule_applies_to_functions_that_have_what_it_watches(rule: str, keys: set[str]):
    assert having(f"lambda_function.{rule}") == keys


@pytest.mark.parametrize(("key", "limit"), [("load", 50), ("consume", 1000)], ids=["reserved", "the account's"])
def test_concurrency_is_held_to_the_limit_that_is_reached_first(key: str, limit: int):
    condition = find("lambda_function.concurrency_near_limit", key).condition
    assert condition.returned.expression == f"100 * FILL(running, 0) / {limit}"
    assert condition.drawn_at == 0.8 * limit


@pytest.mark.parametrize(("age", "parts"), [(3_700_000, {Part.TRIP}), (15_000_000, {Part.TRIP, Part.STEP})])
def test_lag_above_an_hour_opens_and_above_four_raises_the_incident(age: float, parts: set[Part]):
    fired = {
        part
        for part in (Part.TRIP, Part.STEP)
        if alarms(
            run(find("lambda_function.iterator_age_high", "consume", part), {"m1": steady(age, range(60))}, until=60)
        )
    }
    assert fired == parts
    assert find("lambda_function.iterator_age_high", "consume", Part.STEP).severity is Severity.P2


def test_throttles_recover_after_ten_minutes_without_one():
    trip, hold = (find("lambda_function.throttled", "consume", part) for part in (Part.TRIP, Part.HOLD))
    data = {"throttles": {20: 8.0, 22: 8.0, 31: 1.0}}
    assert alarms(run(trip, data, until=90))[0] == 24
    assert run(hold, data, until=90)[1:] == [(22, "ALARM"), (42, "OK")]
    assert alarms(run(trip, {"throttles": {20: 10.0}}, until=60)) == [], "ten is not more than ten"
