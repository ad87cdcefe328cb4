"""A metric alarm's properties, as CloudFormation and DescribeAlarms both name them → ForeignAlarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.intake.check import check_condition
from monitors.evaluator.intake.foreign import Actions, ForeignAlarm
from monitors.evaluator.intake.watched import read_watched
from monitors.model.alarm import Comparison, Condition, LowSamples, MissingData

if TYPE_CHECKING:
    from monitors.evaluator.intake.check import CheckMetric
    from monitors.evaluator.intake.reader import Reader
    from monitors.model.source import Source

NEWER = {"EvaluationCriteria": "a PromQL alarm"}
MAX_WARM_UP = 2_880
_BANDS = frozenset({Comparison.OUTSIDE_BAND, Comparison.BELOW_BAND, Comparison.ABOVE_BAND})


def read_metric_alarm(reader: Reader, name: str, source: Source, check_metric: CheckMetric) -> ForeignAlarm:
    """One alarm; what is wrong with it is left in the reader. Never raises."""
    condition = _read_condition(reader, check_metric)
    return ForeignAlarm(
        name=name,
        condition=condition,
        actions=read_actions(reader),
        source=source,
        path=reader.path,
        description=reader.text("AlarmDescription") or "",
    )


def read_actions(reader: Reader) -> Actions:
    """Of any alarm: at most five a state."""
    keys = ("AlarmActions", "OKActions", "InsufficientDataActions")
    alarm, ok, insufficient = (reader.texts(key) for key in keys)
    for key, actions in zip(keys, (alarm, ok, insufficient), strict=True):
        if len(actions) > 5:
            reader.report("too-many-actions", f"{len(actions)} {key}; CloudWatch takes 5", key)
    enabled = reader.flag("ActionsEnabled", default=True)
    return Actions(enabled=enabled, alarm=alarm, ok=ok, insufficient_data=insufficient)


def read_warm_up(reader: Reader) -> tuple[int | None, bool]:
    """Minutes, and whether the alarm waits for all of them."""
    warm_up = reader.inside(reader.mapping("WarmUpConfiguration"), "WarmUpConfiguration")
    minutes = warm_up.whole("WarmUpPeriodDurationInMinutes")
    if minutes is not None and not 1 <= minutes <= MAX_WARM_UP:
        key = "WarmUpPeriodDurationInMinutes"
        warm_up.report("warm-up", f"{key} is {minutes}; 1 to {MAX_WARM_UP:,}", key)
    return minutes, warm_up.flag("OnlyStartEvaluatingAfterWarmUpPeriodEnds", default=False)


def _read_condition(reader: Reader, check_metric: CheckMetric) -> Condition | None:
    for key, kind in NEWER.items():
        if key in reader.properties:
            reader.report("not-evaluated", f"this is {kind}, which the evaluator does not read yet", key, warns=True)
            return None
    band = reader.text("ThresholdMetricId")
    watched = read_watched(reader, band)
    periods = reader.whole("EvaluationPeriods", required=True)
    counted = reader.properties.get("DatapointsToAlarm") is not None
    points = reader.whole("DatapointsToAlarm") if counted else periods
    comparison = reader.choice("ComparisonOperator", tuple(Comparison), required=True)
    threshold = 0.0 if band else reader.number("Threshold", required=True)
    missing = reader.choice("TreatMissingData", tuple(MissingData))
    low = reader.choice("EvaluateLowSampleCountPercentile", tuple(LowSamples))
    minutes, whole = read_warm_up(reader)
    if comparison and (comparison in _BANDS) is not bool(band):
        reader.report("band", f"{comparison} and ThresholdMetricId {band!r} do not go together", "ComparisonOperator")
    # What is wrong has a stand-in, so that the rest is checked all the same.
    condition = Condition(
        series=watched.series,
        comparison=Comparison(comparison or Comparison.GREATER),
        threshold=threshold or 0.0,
        unit="",
        evaluation_periods=1 if periods is None else periods,
        datapoints_to_alarm=1 if points is None or periods is None else points,
        missing_data=MissingData(missing or MissingData.MISSING),
        low_samples=LowSamples(low or LowSamples.EVALUATE),
        warm_up_minutes=minutes,
        warm_up_whole=whole,
        wall_clock=_read_wall_clock(reader),
        band=band,
    )
    sound = check_condition(condition, watched.units, reader, check_metric) if watched.series else False
    return condition if sound and watched.complete and None not in (periods, points, comparison, threshold) else None


def _read_wall_clock(reader: Reader) -> str | None:
    window = reader.mapping("EvaluationWindow").get("WallClockWindow")
    if window is None:
        return None
    return str(window.get("Timezone", "UTC")) if isinstance(window, dict) else "UTC"
