"""Which alarms watch a limit or its breach, with their own series: the report cannot disagree with them.

A rule says by its symptom what it is: `near_…` watches how full something is, `…throttled` and `out_of_memory` count
what happened for want of it. A new kind's rules of these names are in the report without a line here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitors.model.alarm import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.alarm import Alarm
    from monitors.model.metric import Metric, Series
    from monitors.model.plan import Plan

PRESSURE = ("throttled", "out_of_memory")
HOUR = 3600
PERCENT_LIMIT = 100
MS = 1000


def limits(plan: Plan) -> Iterator[JSON]:
    """One a `near_` alarm: its series as GetMetricData takes them, its threshold, and what to scale."""
    for index, alarm in enumerate(alarm for alarm in plan.alarms if _is_near(alarm)):
        condition, prefix = alarm.condition, f"l{index}_"
        yield {
            "id": prefix + condition.returned.id,
            "alarm": alarm.name,
            "rule": alarm.rule,
            "resource": alarm.resource,
            "unit": condition.unit,
            "threshold": condition.threshold,
            "limit": _limit(plan, alarm),
            "period": condition.period,
            "action": _action(plan, alarm.rule),
            "tune": place_of(plan, alarm.kind, alarm.resource, alarm.rule),
            "queries": [_query(series, condition.series, prefix) for series in condition.series],
        }


def pressures(plan: Plan) -> Iterator[JSON]:
    """One an alarm on what must not happen: the sums of its metrics by the hour."""
    chosen = (alarm for alarm in plan.alarms if alarm.part is Part.TRIP and _symptom(alarm).endswith(PRESSURE))
    for index, alarm in enumerate(chosen):
        metrics = [series.metric for series in alarm.condition.series if series.metric is not None]
        yield {
            "id": f"p{index}",
            "rule": alarm.rule,
            "resource": alarm.resource,
            "action": _action(plan, alarm.rule),
            "queries": [
                _stat(metric.at(statistic="Sum", period=HOUR), f"p{index}_{number}", returns=True)
                for number, metric in enumerate(metrics)
            ],
        }


def place_of(plan: Plan, kind: str, resource: str, rule: str) -> str:
    """Where the spec tunes a rule: at the resource, or under defaults for kinds that no section lists."""
    section = plan.find(kind, resource).resource.settings.SECTION
    symptom = rule.partition(".")[2]
    return f"{section}.{resource}.rules.{symptom}" if section else f"defaults.{kind}.rules.{symptom}"


def _is_near(alarm: Alarm) -> bool:
    return alarm.part is Part.TRIP and "near_" in _symptom(alarm)


def _symptom(alarm: Alarm) -> str:
    return alarm.rule.partition(".")[2]


def _limit(plan: Plan, alarm: Alarm) -> float:
    """100 of percent; a function's own timeout of milliseconds. Of anything else only the threshold is known."""
    if alarm.condition.unit == "%":
        return PERCENT_LIMIT
    timeout: float | None = getattr(plan.find(alarm.kind, alarm.resource).resource.settings, "timeout_seconds", None)
    return timeout * MS if timeout is not None and alarm.condition.unit == "ms" else alarm.condition.threshold


def _action(plan: Plan, rule: str) -> str:
    """What the rule says to do then, first of all."""
    return plan.rules[rule].essay.then[0]


def _query(series: Series, all_series: tuple[Series, ...], prefix: str) -> JSON:
    if series.metric is not None:
        return _stat(series.metric, prefix + series.id, returns=series.returns)
    ids = "|".join(sorted((re.escape(each.id) for each in all_series), key=len, reverse=True))
    expression = re.sub(rf"\b({ids})\b", lambda match: prefix + match.group(1), series.expression or "")
    return {"Id": prefix + series.id, "Expression": expression, "ReturnData": series.returns}


def _stat(metric: Metric, name: str, *, returns: bool) -> JSON:
    dimensions: list[dict[str, Any]] = [{"Name": key, "Value": value} for key, value in metric.dimensions]
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions},
            "Period": metric.period,
            "Stat": metric.statistic,
        },
        "ReturnData": returns,
    }
