"""A log alarm's properties, as CloudFormation and DescribeAlarms both name them → ForeignAlarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from monitors.evaluator.intake.foreign import ForeignAlarm
from monitors.evaluator.intake.log_check import check_log_condition
from monitors.evaluator.intake.metric_alarm import read_actions, read_warm_up
from monitors.evaluator.log import aggregation
from monitors.evaluator.log.condition import LogCondition, parse_rate, results_of
from monitors.model.alarm import Comparison, MissingData

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.evaluator.intake.reader import Reader
    from monitors.model.source import Source

COMPARISONS = (Comparison.GREATER, Comparison.GREATER_OR_EQUAL, Comparison.LESS, Comparison.LESS_OR_EQUAL)
T = TypeVar("T")


def read_log_alarm(reader: Reader, name: str, source: Source) -> ForeignAlarm:
    """One alarm; what is wrong with it is left in the reader. Never raises."""
    condition = _read_condition(reader, name)
    actions = read_actions(reader)
    check_log_condition(condition, actions, reader)
    return ForeignAlarm(
        name=name,
        condition=condition,
        actions=actions,
        source=source,
        path=reader.path,
        description=reader.text("AlarmDescription") or "",
    )


def _read_condition(reader: Reader, name: str) -> LogCondition | None:
    query = reader.inside(reader.mapping("ScheduledQueryConfiguration"), "ScheduledQueryConfiguration")
    for key in ("QueryString", "ScheduledQueryRoleARN"):
        query.text(key, required=True)
    timing = query.inside(query.mapping("ScheduleConfiguration"), "ScheduleConfiguration")
    rate = _parsed(timing, "ScheduleExpression", parse_rate)
    aggregated = _parsed(query, "AggregationExpression", aggregation.parse)
    start, end = timing.whole("StartTimeOffset", required=True), timing.whole("EndTimeOffset")
    periods = reader.whole("QueryResultsToEvaluate", required=True)
    points = reader.whole("QueryResultsToAlarm", required=True)
    comparison = reader.choice("ComparisonOperator", COMPARISONS, required=True)
    threshold = reader.number("Threshold", required=True)
    missing = reader.choice("TreatMissingData", tuple(MissingData))
    minutes, whole = read_warm_up(reader)
    if rate is None or aggregated is None or start is None or periods is None or points is None:
        return None
    if comparison is None or threshold is None:
        return None
    return LogCondition(
        series=results_of(name, rate),
        comparison=Comparison(comparison),
        threshold=threshold,
        unit="",
        evaluation_periods=periods,
        datapoints_to_alarm=points,
        missing_data=MissingData(missing or MissingData.MISSING),
        warm_up_minutes=minutes,
        warm_up_whole=whole,
        aggregation=aggregated,
        start=start,
        end=end or 0,
    )


def _parsed(reader: Reader, key: str, parse: Callable[[str], T]) -> T | None:
    text = reader.text(key, required=True)
    if text is None or not reader.is_known(key, text):
        return None
    try:
        return parse(text)
    except ValueError as error:
        reader.report("log-alarm", f"{key}: {error}", key)
        return None
