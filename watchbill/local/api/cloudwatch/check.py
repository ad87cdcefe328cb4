"""What PutMetricAlarm and PutCompositeAlarm refuse beyond the lengths and enumerations of the service model.

Source: CloudWatch API reference (PutMetricAlarm, PutCompositeAlarm) and facts/cloudwatch.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from watchbill.local.api.cloudwatch.rule import parse_rule
from watchbill.local.api.error import AwsError, validation_error

if TYPE_CHECKING:
    from watchbill.local.api.cloudwatch.store import Region

MAX_CHILDREN = 100
_ONE_WEEK = 7 * 86_400
_ONE_DAY = 86_400
_MISSING = ("breaching", "notBreaching", "ignore", "missing")
_EXTENDED = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)|(tm|wm|tc|ts|pr|tmean)\S*|IQM|iqm|(TM|WM|TC|TS|PR)\(.*\)")


def check_metric_alarm(alarm: dict[str, Any]) -> None:
    """Raise AwsError as CloudWatch does for combinations of parameters that make no alarm."""
    _check_source(alarm)
    periods = alarm.get("EvaluationPeriods")
    points = alarm.get("DatapointsToAlarm")
    if periods is None and "EvaluationCriteria" not in alarm:
        raise _missing("EvaluationPeriods")
    if points is not None and periods is not None and points > periods:
        text = "DatapointsToAlarm must be less than or equal to EvaluationPeriods."
        raise AwsError("InvalidParameterCombination", text)
    for period in _periods(alarm):
        _check_period(period)
    longest = max(_periods(alarm), default=0)
    limit = _ONE_WEEK if longest >= 3_600 else _ONE_DAY
    if periods is not None and periods * longest > limit:
        text = f"Metrics cannot be checked across more than {'a week' if limit == _ONE_WEEK else 'a day'}"
        raise validation_error(f"{text} (EvaluationPeriods * Period must be <= {limit}).")
    treat = alarm.get("TreatMissingData")
    if treat is not None and treat not in _MISSING:
        raise AwsError("InvalidParameterValue", f"TreatMissingData must be one of {', '.join(_MISSING)}")
    if "Metrics" in alarm:
        _check_queries(alarm)


def _check_source(alarm: dict[str, Any]) -> None:
    if "EvaluationCriteria" in alarm:
        return
    if "Metrics" in alarm:
        both = [name for name in ("MetricName", "Namespace", "Statistic", "Period") if name in alarm]
        if both:
            text = f"Exactly one of Metrics or {', '.join(both)} must be specified."
            raise AwsError("InvalidParameterCombination", text)
        return
    for name in ("MetricName", "Namespace", "Period"):
        if name not in alarm:
            raise _missing(name)
    if ("Statistic" in alarm) == ("ExtendedStatistic" in alarm):
        text = "Exactly one of Statistic or ExtendedStatistic must be specified."
        raise AwsError("InvalidParameterCombination", text)
    extended = alarm.get("ExtendedStatistic")
    if extended is not None and not _EXTENDED.fullmatch(extended):
        raise AwsError(
            "InvalidParameterValue", f"The value {extended} for parameter ExtendedStatistic is not supported."
        )


def _periods(alarm: dict[str, Any]) -> list[int]:
    found = [alarm.get("Period"), *(query.get("Period") for query in alarm.get("Metrics", []))]
    found += [query.get("MetricStat", {}).get("Period") for query in alarm.get("Metrics", [])]
    return [period for period in found if period is not None]


def _check_period(period: int) -> None:
    if period not in (10, 20, 30) and period % 60:
        raise validation_error("Period must be 10, 20, 30 or a multiple of 60")


def _check_queries(alarm: dict[str, Any]) -> None:
    queries = alarm["Metrics"]
    ids = [query["Id"] for query in queries if "Id" in query]
    for name in ids:
        if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", name):
            raise validation_error(f"Error in expression: the id {name} must match [a-z][a-zA-Z0-9_]*")
    if len(set(ids)) != len(queries):
        raise validation_error("Each query of Metrics needs an Id of its own")
    returned = [query for query in queries if query.get("ReturnData", True)]
    band = alarm.get("ThresholdMetricId")
    if len(returned) != (2 if band else 1):
        raise validation_error("Exactly one element of the metrics list should return data.")
    if band and band not in ids:
        raise validation_error(f"ThresholdMetricId {band} is not the Id of one of Metrics")
    for query in queries:
        if ("MetricStat" in query) == ("Expression" in query):
            raise validation_error(f"Query {query.get('Id')}: exactly one of MetricStat and Expression is needed")


def check_composite_alarm(alarm: dict[str, Any], region: Region) -> None:
    """Raise AwsError for a rule that names an unknown alarm, too many alarms, itself, or that is not a rule."""
    children = [_name(child) for child in parse_rule(alarm["AlarmRule"])]
    if len(children) > MAX_CHILDREN:
        raise validation_error(f"AlarmRule names {len(children)} alarms; {MAX_CHILDREN} is the maximum.")
    with region.lock:
        unknown = [child for child in children if child not in region.alarms]
        if unknown:
            missing = ", ".join(unknown)
            text = f"Could not save the composite alarm as alarms [{missing}] in the alarm rule do not exist"
            raise validation_error(text)
        if alarm["AlarmName"] in _descendants(children, region):
            raise validation_error(f"Alarm rule of {alarm['AlarmName']} forms a cycle")


def parents_of(name: str, region: Region) -> list[str]:
    """Composite alarms whose rule names `name`; CloudWatch does not let the alarm go before them."""
    rules = {a.name: a.shown["AlarmRule"] for a in region.alarms.values() if a.kind == "CompositeAlarm"}
    return [parent for parent, rule in rules.items() if name in rule and name in map(_name, parse_rule(rule))]


def _descendants(children: list[str], region: Region) -> set[str]:
    found: set[str] = set()
    waiting = list(children)
    while waiting:
        name = waiting.pop()
        if name in found or name not in region.alarms:
            continue
        found.add(name)
        rule = region.alarms[name].shown.get("AlarmRule")
        waiting += [_name(child) for child in parse_rule(rule)] if rule else []
    return found


def _name(reference: str) -> str:
    return reference.split(":alarm:", 1)[1] if reference.startswith("arn:") else reference


def _missing(name: str) -> AwsError:
    return AwsError("MissingParameter", f"The parameter {name} is required.")
