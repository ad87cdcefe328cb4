"""Runs an alarm over invented minutes: what is published when, and what CloudWatch makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.metric_alarm import evaluate
from monitors.evaluator.sample import Sample, identify, point
from monitors.model.alarm import Alarm, Condition

START = 1_767_571_200  # Monday 2026-01-05 00:00:00 UTC
MINUTE = 60
Values = Mapping[int, float]
"""Minute → value; minutes that are not there publish nothing."""


def steady(value: float, minutes: Iterable[int]) -> Values:
    return dict.fromkeys(minutes, value)


def run(
    alarm: Alarm | Condition,
    data: Mapping[str, Values],
    until: int,
    *,
    delay: int = 1,
    created: int = 0,
    **choices: Any,
) -> list[tuple[int, str]]:
    """[(minute, state)] of every change. `data` is by series id; `delay` in minutes after a minute's end.

    `choices` are Assumptions: what AWS does not document.
    """
    condition = alarm.condition if isinstance(alarm, Alarm) else alarm
    known = {series.id: series.metric for series in condition.series if series.metric is not None}
    assert set(data) <= set(known), f"the alarm has no {set(data) - set(known)}"
    samples = {identify(known[name]): _publish(values, delay) for name, values in data.items()}
    timeline = evaluate(
        condition,
        samples,
        name="alarm",
        created=START + created * MINUTE,
        end=START + until * MINUTE,
        assumptions=Assumptions(**choices),
    )
    return [((change.at - START) // MINUTE, change.state.value) for change in timeline.transitions[1:]]


def alarms(changes: Sequence[tuple[int, str]]) -> list[int]:
    """The minutes at which it went into ALARM."""
    return [at for at, state in changes if state == "ALARM"]


def _publish(values: Values, delay: int) -> list[Sample]:
    return [
        point(START + at * MINUTE, value, published=START + (at + 1 + delay) * MINUTE)
        for at, value in sorted(values.items())
    ]
