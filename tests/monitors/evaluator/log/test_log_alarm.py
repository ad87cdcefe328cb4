"""A log alarm over time: when its query runs, what it sees then, how long a new one warms up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitors.evaluator.log import aggregation
from monitors.evaluator.log.aggregation import Aggregation
from monitors.evaluator.log.condition import LogCondition, parse_rate, results_of
from monitors.evaluator.metric_alarm import evaluate
from monitors.evaluator.sample import SeriesId, point
from monitors.model.alarm import Comparison, MissingData

START = 1_767_571_200  # Monday 2026-01-05 00:00:00 UTC
RATE = 300


def condition(text: str = "count(*)", of: str = "1 of 1", **more) -> LogCondition:
    """Every five minutes, over the five before unless `start` and `end` say otherwise; above 10."""
    needed, periods = (int(part) for part in of.split(" of "))
    return LogCondition(
        **{"start": RATE, "end": 0, **more},
        series=results_of("a", RATE),
        comparison=Comparison.GREATER,
        threshold=10,
        unit="",
        evaluation_periods=periods,
        datapoints_to_alarm=needed,
        missing_data=MissingData.MISSING,
        aggregation=aggregation.parse(text),
    )


def life(rule: LogCondition, data, minutes: int) -> list[tuple[int, str]]:
    """[(minute, state)] after creation at minute 0."""
    timeline = evaluate(rule, data, name="a", created=START, end=START + minutes * 60)
    return [((change.at - START) // 60, change.state.value) for change in timeline.transitions[1:]]


def lines(*values: float | None, delay: int = 0, **by: str) -> dict:
    samples = [
        point(START + 60 * place, value, published=START + 60 * place + 60 + delay)
        for place, value in enumerate(values)
        if value is not None
    ]
    return {SeriesId("", "a.lines", tuple(by.items())): samples}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(*)", 20),
        ("count(code)", 20),
        ("sum(bytes)", 20),
        ("avg(latency)", 5),
        ("min(latency)", 2),
        ("max(latency)", 8),
    ],
)
def test_each_function_makes_one_value_of_the_lines_in_the_window(text, expected):
    data, rule = lines(2, 4, 8, 6, None), condition(text)
    assert life(replace(rule, threshold=expected - 1), data, 5) == [(5, "ALARM")]
    assert life(replace(rule, threshold=expected), data, 5) == [(5, "OK")]


def test_the_query_runs_on_the_clock_and_sees_its_window_alone():
    data = lines(*[0] * 7, 30, *[0] * 20)
    assert life(condition(), data, 25) == [(5, "OK"), (10, "ALARM"), (15, "OK")]
    assert life(condition(start=RATE + 240, end=240), data, 25) == [(5, "OK"), (15, "ALARM"), (20, "OK")]


@pytest.mark.parametrize(("window", "seen"), [({}, False), ({"start": RATE + 120, "end": 120}, True)])
def test_lines_that_are_ingested_late_are_missed_unless_the_window_waits(window, seen):
    """AWS's troubleshooting: the query runs before they are there, and skips them."""
    data = lines(*[0] * 9, 30, *[0] * 20, delay=90)
    assert ((10 if not window else 15, "ALARM") in life(condition(**window), data, 30)) is seen


def test_count_of_nothing_is_0_and_other_values_of_nothing_are_missing():
    assert life(condition(), {}, 20) == [(5, "OK")]
    assert life(condition("avg(latency)"), {}, 20) == []
    assert life(condition("avg(latency)"), lines(1, 1), 20) == [(5, "OK"), (10, "INSUFFICIENT_DATA")]


def test_contributors_are_counted_apart():
    data = lines(*[4] * 10, host="a") | lines(*[1] * 10, host="b")
    assert life(condition("count(*) by host"), data, 10) == [(5, "ALARM")]
    assert life(condition("count(*) by host", of="2 of 2"), data, 10) == [(10, "ALARM")]


@pytest.mark.parametrize(("whole", "at"), [(False, 15), (True, 30)])
def test_a_warm_up_ends_when_the_results_fill_the_window_or_when_it_is_over(whole, at):
    rule = condition(of="3 of 3", warm_up_minutes=30, warm_up_whole=whole)
    assert life(rule, lines(*[9] * 60), 40) == [(at, "ALARM")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(*)", Aggregation("count", "*")),
        (" COUNT( * )  by service ", Aggregation("count", "*", ("service",))),
        ("avg(latency) by host, path | sort desc", Aggregation("avg", "latency", ("host", "path"))),
        ("max(`a b`)|sort asc", Aggregation("max", "`a b`")),
    ],
)
def test_an_aggregation_is_read(text, expected):
    assert aggregation.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not one aggregation"),
        ("count(*), max(a)", "not one aggregation"),
        ("count(*) | sort", "not one aggregation"),
        ("pct(latency, 99)", "no function pct"),
        ("avg()", "names no field"),
        ("max(*)", "names no field"),
        ("count(*) by bin(5m)", "bin() belongs in the query"),
        ("count(*) by a, b, c, d, e, f", "6 fields"),
        ("count(*) by " + "a" * 2_100, "2,112 characters"),
    ],
)
def test_an_aggregation_that_aws_refuses_is_refused(text, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        aggregation.parse(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("rate(1 minute)", 60), ("rate(10 minutes)", 600), ("rate( 2 hours )", 7200)]
)
def test_a_rate_is_read(text, seconds):
    assert parse_rate(text) == seconds


@pytest.mark.parametrize("text", ["rate(0 minutes)", "rate(30 seconds)", "cron(0 * * * ? *)", "5 minutes", ""])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="is no rate"):
        parse_rate(text)
