"""Alarms that could never do their work: on series nobody writes, refused by CloudWatch, or unsafe in recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.alarm import Part
from monitors.model.problem import Problem
from monitors.registry import check_metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Alarm
    from monitors.model.plan import Plan, ResourcePlan

METRICS_MAX = 10  # PutMetricAlarm: metrics in one alarm
DAY = 86_400
WEEK = 604_800
SHORT_PERIOD = 3600  # alarms with shorter periods look back a day at most, others a week


def check_soundness(plan: Plan) -> tuple[Problem, ...]:
    """Every problem of every alarm."""
    return tuple(problem for entry in plan.resources for problem in _check_resource(entry))


def _check_resource(entry: ResourcePlan) -> Iterator[Problem]:
    trips = {alarm.incident: alarm for alarm in entry.alarms if alarm.part is Part.TRIP}
    for alarm in entry.alarms:
        yield from dead(alarm)
        yield from refused(alarm)
        trip = trips.get(alarm.incident)
        if alarm.part is Part.HOLD:
            yield from unsafe_recovery(trip, alarm)
        elif alarm.part is Part.STEP:
            yield from unsafe_step(trip, alarm)


def dead(alarm: Alarm) -> Iterator[Problem]:
    """`dead-alarm`: a series that cannot exist, or a threshold in another unit than the series."""
    condition = alarm.condition
    for series in condition.series:
        if series.metric is not None:
            for reason in check_metric(series.metric, condition.unit if series.returns else None):
                yield _problem(alarm, "dead-alarm", f"would stay silent for ever: {reason}")


def refused(alarm: Alarm) -> Iterator[Problem]:
    """`too-many-metrics`, `alarm-window`: what PutMetricAlarm does not take."""
    condition = alarm.condition
    metrics = sum(series.metric is not None for series in condition.series)
    if metrics > METRICS_MAX:
        yield _problem(
            alarm,
            "too-many-metrics",
            f"needs {metrics} metrics, an alarm takes {METRICS_MAX}",
            help="name fewer under this rule's tuning (dynamodb_table.throttled: indexes), or fewer consumers",
        )
    longest = DAY if condition.period < SHORT_PERIOD else WEEK
    if condition.window_seconds > longest:
        yield _problem(
            alarm,
            "alarm-window",
            f"looks back {condition.window_seconds} s, CloudWatch at most {longest} s",
            help="shorten the time in this rule's tuning",
        )
    if not 1 <= condition.datapoints_to_alarm <= condition.evaluation_periods:
        wanted, given = condition.datapoints_to_alarm, condition.evaluation_periods
        yield _problem(alarm, "alarm-window", f"wants {wanted} breaching of {given} windows")


def unsafe_recovery(trip: Alarm | None, hold: Alarm) -> Iterator[Problem]:
    """`recovery-unsafe`: a hold that can say OK while its trip still is, or would be, in ALARM.

    Safe is: the hold breaches wherever the trip does (threshold on the healthy side, same direction), it looks back at
    least as far, and a single breaching point keeps it in ALARM (facts/routing.md §3).
    """
    if trip is None:
        yield _problem(hold, "recovery-unsafe", "has no trip alarm to recover from")
        return
    opens, closes = trip.condition, hold.condition
    if opens.comparison.is_upper != closes.comparison.is_upper:
        yield _problem(hold, "recovery-unsafe", "breaches in the other direction than its trip alarm")
    elif (closes.threshold > opens.threshold) if opens.comparison.is_upper else (closes.threshold < opens.threshold):
        yield _problem(
            hold,
            "recovery-unsafe",
            f"recovers at {closes.threshold:g} {closes.unit}, on the wrong side of the trip at {opens.threshold:g}",
            help="a recovery threshold lies on the healthy side of the trip threshold",
        )
    if closes.unit != opens.unit:
        yield _problem(hold, "recovery-unsafe", f"is in {closes.unit}, its trip in {opens.unit}")
    if closes.window_seconds < opens.window_seconds:
        yield _problem(
            hold,
            "recovery-unsafe",
            f"looks back {closes.window_seconds} s, its trip alarm {opens.window_seconds} s: it could recover first",
            help="lengthen the recovery time",
        )
    if closes.datapoints_to_alarm != 1:
        yield _problem(hold, "recovery-unsafe", "may recover while some of its points still breach")


def unsafe_step(trip: Alarm | None, step: Alarm) -> Iterator[Problem]:
    """`step-unsafe`: a step that could breach before its trip does."""
    if trip is None:
        yield _problem(step, "step-unsafe", "has no trip alarm whose incident it could raise")
        return
    first, then = trip.condition, step.condition
    beyond = then.threshold > first.threshold if first.comparison.is_upper else then.threshold < first.threshold
    if then.comparison.is_upper != first.comparison.is_upper or not beyond:
        yield _problem(step, "step-unsafe", "does not lie beyond its trip alarm's threshold")


def _problem(alarm: Alarm, code: str, message: str, *, help: str = "") -> Problem:  # noqa: A002
    return Problem(
        code=code,
        message=f"{alarm.rule} on {alarm.resource} ({alarm.part}): {message}",
        source=alarm.source,
        help=help,
    )
