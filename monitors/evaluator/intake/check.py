"""What is wrong with an alarm that reads well: refused by PutMetricAlarm, never able to fire, or fragile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from monitors.evaluator.math import MathError, check_set, compile_set
from monitors.evaluator.math.external import bounds
from monitors.model.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.evaluator.intake.reader import Reader
    from monitors.model.alarm import Condition

CheckMetric = Callable[[Metric, str | None], tuple[tuple[str, str], ...]]
"""(metric, Unit) → (code, why) of all that is wrong with the series, as `known.judge_metric`."""

DAY, WEEK = 86_400, 604_800
_STATISTIC = re.compile(
    r"SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tm|tc|ts|wm)\d{1,2}(\.\d+)?|(p|tm|tc|ts|wm)100|(PR|TC|TM|TS|WM)\(.*:.*\)"
)
_GROUPED = re.compile(r"^\s*SELECT\b.*\bGROUP\s+BY\b", re.DOTALL)
_FILL = re.compile(r"\bFILL\s*\(")


def check_condition(condition: Condition, units: Mapping[str, str], reader: Reader, check_metric: CheckMetric) -> bool:
    """Reports to the reader. False when the condition cannot be evaluated at all."""
    _check_metrics(condition, units, reader, check_metric)
    _check_window(condition, reader)
    _check_treatment(condition, reader)
    return _check_math(condition, reader)


def _check_metrics(condition: Condition, units: Mapping[str, str], reader: Reader, check_metric: CheckMetric) -> None:
    key = "Metrics" if reader.properties.get("Metrics") else "MetricName"
    for series in condition.series:
        metric = series.metric
        if metric is None:
            continue
        unit = units.get(series.id)
        if not _STATISTIC.fullmatch(metric.statistic):
            statistic = "Statistic" if "Statistic" in reader.properties else key
            reader.report("unknown-statistic", f"CloudWatch has no statistic {metric.statistic!r}", statistic)
        if "${" not in metric.namespace + metric.name:
            for code, reason in check_metric(metric, unit):
                text = f"{metric.namespace} {metric.name}: {reason}"
                reader.report(code, text, key, warns=code != "never-fires")
        if unit:
            reader.report(
                "unit-set",
                f"Unit is {unit}: CloudWatch converts nothing, and data in another unit counts as no data",
                "Unit" if "Unit" in reader.properties else key,
                remedy="leave Unit out",
                warns=True,
            )
        if metric.period in (10, 20, 30) and metric.namespace.startswith("AWS/"):
            text = (
                f"{metric.period} s periods need metrics stored each second; {metric.namespace} stores them each minute"
            )
            reader.report("high-resolution", text, "Period" if "Period" in reader.properties else key)


def _check_window(condition: Condition, reader: Reader) -> None:
    periods, points = condition.evaluation_periods, condition.datapoints_to_alarm
    if periods < 1:
        reader.report("evaluation-periods", f"EvaluationPeriods is {periods}; at least 1", "EvaluationPeriods")
    if points < 1 or points > periods:
        text = f"DatapointsToAlarm is {points} of {periods}; it lies between 1 and EvaluationPeriods"
        reader.report("datapoints-to-alarm", text, "DatapointsToAlarm")
    period = max((one.metric.period if one.metric else one.period or 0 for one in condition.series), default=0)
    longest = DAY if period < 3600 else WEEK
    if period * periods > longest:
        text = (
            f"{periods} periods of {period} s are {period * periods:,} s; CloudWatch looks back {longest:,} s at most"
        )
        reader.report(
            "window-too-long", text, "EvaluationPeriods", remedy="only periods of an hour or more reach a week"
        )


def _check_treatment(condition: Condition, reader: Reader) -> None:
    if reader.properties.get("TreatMissingData") is None:
        reader.report(
            "default-treatment",
            "TreatMissingData is not stated, so `missing`: gaps lead to INSUFFICIENT_DATA or an early ALARM",
            remedy="state it; notBreaching suits most error counters, breaching most heartbeats",
            warns=True,
        )
    if condition.datapoints_to_alarm < condition.evaluation_periods:
        return
    if any(_FILL.search(series.expression or "") for series in condition.series):
        reader.report(
            "fill-newest-point",
            "FILL also fills the newest minute when the metric arrives late: with M = N the alarm sticks",
            remedy="let DatapointsToAlarm be less than EvaluationPeriods",
            warns=True,
        )


def _check_math(condition: Condition, reader: Reader) -> bool:
    key = "Metrics" if reader.properties.get("Metrics") else "Period"
    problems = check_set(condition.series)
    for problem in problems:
        reason, _, detail = problem.partition(": ")
        reader.report(reason, detail, key)
    if problems:
        return False
    if all(series.metric is None and series.period is None for series in condition.series):
        reader.report("no-period", "it watches no metric, and no query with a Period", key)
        return False
    if any(_GROUPED.search(series.expression or "") for series in condition.series):
        text = "a query with GROUP BY makes an alarm of many series, which the evaluator does not read"
        reader.report("not-evaluated", text, key, warns=True)
        return False
    try:
        program = compile_set(condition.series)
    except MathError as error:
        reader.report(error.reason, error.detail, key)
        return False
    for warning in program.warnings:
        reason, _, detail = warning.partition(": ")
        reader.report(reason, detail, key, warns=True)
    for need in (*program.needs, *(bounds(condition.band) if condition.band else ())):
        reader.report("needs-series", f"{need} cannot be computed offline; a test gives its series", key, warns=True)
    return True
