"""Alarms changed in one respect each, as a slip of the hand would. Good timelines notice every one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitors.model.alarm import Comparison, LowSamples, MissingData

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.evaluator.subject import Subject
    from monitors.model.alarm import Condition
    from monitors.model.metric import Metric, Series

_STATISTICS = {
    "Sum": ("Average", "Maximum", "SampleCount"),
    "SampleCount": ("Sum", "Average"),
    "Average": ("Sum", "Minimum", "Maximum"),
    "Maximum": ("Average", "Minimum", "Sum"),
    "Minimum": ("Average", "Maximum", "Sum"),
}
"""What a statistic is mistaken for; percentiles are below."""
_PERCENTILE = ("Average", "Maximum", "p50")
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A subject with one change. `alarm` and `change` say it: (`trip`, `threshold 5 → 10`)."""

    alarm: str
    change: str
    subject: Subject


def mutants(subject: Subject) -> Iterator[Mutant]:
    """Every change of every condition, and of the rules of composites. Where these are, their children stay as is."""
    if subject.composites:
        yield from _composites(subject)
        return
    for place, member in enumerate(subject.members):
        for change, condition in changes(member.condition):
            members = list(subject.members)
            members[place] = replace(member, condition=condition)
            yield Mutant(alarm=member.part, change=change, subject=replace(subject, members=tuple(members)))


def changes(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """(what is changed, the condition so changed). All that CloudWatch would accept; none equals the original."""
    yield from _thresholds(condition)
    yield from _counts(condition)
    yield from _periods(condition)
    for other in (Comparison.GREATER, Comparison.GREATER_OR_EQUAL, Comparison.LESS, Comparison.LESS_OR_EQUAL):
        if other is not condition.comparison and condition.band is None:
            yield f"{condition.comparison.symbol} → {other.symbol}", replace(condition, comparison=other)
    for treatment in MissingData:
        if treatment is not condition.missing_data:
            yield f"{condition.missing_data} → {treatment}", replace(condition, missing_data=treatment)
    if condition.warm_up_minutes is not None:
        yield "no warm-up", replace(condition, warm_up_minutes=None)
    if condition.low_samples is LowSamples.IGNORE:
        yield "low samples evaluated", replace(condition, low_samples=LowSamples.EVALUATE)
    for series in condition.series:
        if series.metric is not None:
            yield from _metrics(condition, series, series.metric)


def _thresholds(condition: Condition) -> Iterator[tuple[str, Condition]]:
    threshold = condition.threshold
    if condition.band is not None:
        return
    for other in dict.fromkeys((threshold * 0.5, threshold * 2, threshold - 1, threshold + 1)):
        if other != threshold:
            yield f"threshold {threshold:g} → {other:.10g}", replace(condition, threshold=other)


def _counts(condition: Condition) -> Iterator[tuple[str, Condition]]:
    periods, needed = condition.evaluation_periods, condition.datapoints_to_alarm
    for other in (periods - 1, periods + 1):
        if needed <= other and other * condition.period <= _DAY:
            yield f"{needed} of {periods} → {needed} of {other}", replace(condition, evaluation_periods=other)
    for other in (needed - 1, needed + 1):
        if 1 <= other <= periods:
            yield f"{needed} of {periods} → {other} of {periods}", replace(condition, datapoints_to_alarm=other)


def _periods(condition: Condition) -> Iterator[tuple[str, Condition]]:
    period = condition.period
    for other in dict.fromkeys((60, 300, period * 2)):
        if other != period and other * condition.evaluation_periods <= _DAY:
            series = tuple(
                replace(one, metric=one.metric.at(period=other)) if one.metric is not None else one
                for one in condition.series
            )
            yield f"period {period} → {other}", replace(condition, series=series)


def _metrics(condition: Condition, series: Series, metric: Metric) -> Iterator[tuple[str, Condition]]:
    changed: list[tuple[str, Metric]] = [
        (f"{metric.statistic} → {other}", metric.at(statistic=other))
        for other in _STATISTICS.get(metric.statistic, _PERCENTILE)
        if other != metric.statistic and not _alike(condition, metric.statistic, other)
    ]
    for name, value in metric.dimensions:
        others = tuple(pair for pair in metric.dimensions if pair[0] != name)
        changed.append((f"without {name}", replace(metric, dimensions=others)))
        changed.append((f"another {name}", replace(metric, dimensions=(*others, (name, f"{value}-other")))))
    if not metric.dimensions:
        changed.append(("with FunctionName", replace(metric, dimensions=(("FunctionName", "one"),))))
    for words, other in changed:
        exchanged = tuple(replace(one, metric=other) if one is series else one for one in condition.series)
        yield f"{series.id}: {words}", replace(condition, series=exchanged)


def _alike(condition: Condition, statistic: str, other: str) -> bool:
    """Whether a change says the same in other words: counters are above 0 by sum, average and maximum alike."""
    above_nothing = condition.comparison is Comparison.GREATER and condition.threshold == 0
    return above_nothing and {statistic, other} <= {"Sum", "Average", "Maximum"}


def _composites(subject: Subject) -> Iterator[Mutant]:
    """The rule's joints and leaves, for composites that AND or OR the states of alarms."""
    for place, composite in enumerate(subject.composites):
        rule = composite.rule_expression
        words = [(" AND ", " OR "), (" OR ", " AND "), ("ALARM(", "NOT ALARM("), ("ALARM(", "OK(")]
        found = {f"{old.strip()} → {new.strip()}": rule.replace(old, new) for old, new in words if old in rule}
        joint = " AND " if " AND " in rule else " OR "
        leaves = rule.split(joint)
        for left in leaves if len(leaves) > 1 else ():
            found[f"without {left}"] = joint.join(leaf for leaf in leaves if leaf != left)
        for change, expression in found.items():
            several = list(subject.composites)
            several[place] = replace(composite, rule_expression=expression)
            yield Mutant(alarm="composite", change=change, subject=replace(subject, composites=tuple(several)))
