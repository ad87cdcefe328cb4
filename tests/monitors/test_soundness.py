"""Alarms that cannot work are refused, with what is wrong: dead ones, ones CloudWatch refuses, unsafe recoveries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitors.model.alarm import Comparison, Part
from monitors.model.metric import Metric, dimensions, single
from monitors.soundness import check_soundness
from tests.monitors.sample import find, sample_plan

if TYPE_CHECKING:
    from monitors.model.plan import Plan

RATE = "lambda_function.error_rate_high"


def problems(*changed) -> list[tuple[str, str]]:
    """(code, message) of a plan in which these alarms take the place of their namesakes."""
    swap = {alarm.name: alarm for alarm in changed}
    plan: Plan = sample_plan()
    entries = tuple(
        replace(entry, alarms=tuple(swap.get(alarm.name, alarm) for alarm in entry.alarms)) for entry in plan.resources
    )
    return [(problem.code, problem.message) for problem in check_soundness(replace(plan, resources=entries))]


def changed(part: Part, rule: str = RATE, key: str = "consume", **condition):
    alarm = find(rule, key, part)
    return replace(alarm, condition=replace(alarm.condition, **condition))


def test_the_sample_is_sound():
    assert problems() == []


def test_an_alarm_on_a_series_that_nobody_writes_is_refused():
    silent = Metric(namespace="AWS/DynamoDB", name="UserErrors", dimensions=dimensions(TableName="t"), statistic="Sum")
    ((code, message),) = problems(changed(Part.TRIP, series=single(silent), rule="lambda_function.timed_out"))
    assert code == "dead-alarm"
    assert message.startswith("lambda_function.timed_out on consume (trip): would stay silent for ever: UserErrors")


def test_a_threshold_in_another_unit_than_its_series_is_refused():
    ((code, message),) = problems(changed(Part.TRIP, rule="sqs_queue.nothing_sent", key="jobs", unit="s"))
    assert code == "dead-alarm"
    assert "given in s" in message


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"threshold": 6}, "on the wrong side of the trip at 5"),
        ({"evaluation_periods": 9}, "looks back 540 s, its trip alarm 600 s"),
        ({"datapoints_to_alarm": 2}, "may recover while some of its points still breach"),
        ({"comparison": Comparison.LESS}, "breaches in the other direction"),
        ({"unit": "errors"}, "is in errors, its trip in %"),
    ],
    ids=["wrong side", "shorter window", "several points", "direction", "unit"],
)
def test_a_recovery_that_could_come_before_its_trip_ends_is_refused(condition: dict[str, object], said: str):
    ((code, message),) = problems(changed(Part.HOLD, **condition))
    assert code == "recovery-unsafe"
    assert said in message


def test_a_step_that_does_not_lie_beyond_its_trip_is_refused():
    ((code, _),) = problems(changed(Part.STEP, rule="lambda_function.iterator_age_high", threshold=3_600_000))
    assert code == "step-unsafe"


@pytest.mark.parametrize(
    "condition",
    [{"evaluation_periods": 1441}, {"datapoints_to_alarm": 61, "evaluation_periods": 60}],
    ids=["more than a day of minutes", "M above N"],
)
def test_windows_that_cloudwatch_refuses_are_refused(condition: dict[str, int]):
    ((code, _),) = problems(changed(Part.TRIP, rule="lambda_function.not_invoked", **condition))
    assert code == "alarm-window"


@pytest.mark.parametrize("key", ["consume", "load", "follow", "post"])
def test_every_hold_of_the_sample_looks_back_at_least_as_far_as_its_trip(key: str):
    for rule in (RATE, "lambda_function.throttled", "lambda_function.duration_near_timeout"):
        trip, hold = find(rule, key).condition, find(rule, key, Part.HOLD).condition
        assert hold.window_seconds >= trip.window_seconds
        assert hold.threshold <= trip.threshold
