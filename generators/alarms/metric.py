"""A metric alarm as CloudFormation properties.

Plain dicts, not troposphere: its Alarm class lacks ActionConfiguration, checks neither periods nor operators, and at
a thousand functions its objects cost more than everything else (docs/adr/0005-alarms-as-dicts.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.alarms.actions import actions, tag_propagation
from generators.artefact import JSON, StackResource
from monitors import names
from monitors.model.alarm import LowSamples, Part

if TYPE_CHECKING:
    from monitors.model.alarm import Alarm
    from monitors.model.metric import Metric, Series
    from monitors.model.plan import Plan

STATISTICS = frozenset({"SampleCount", "Average", "Sum", "Minimum", "Maximum"})
"""The values of `Statistic`; everything else is an `ExtendedStatistic`."""


def render_alarm(plan: Plan, alarm: Alarm) -> StackResource:
    """One AWS::CloudWatch::Alarm, named after its rule within the unit's stack."""
    condition = alarm.condition
    properties: JSON = {
        "ActionConfiguration": tag_propagation(),
        "ActionsEnabled": True,  # said, for drift is only found in what a template says
        "AlarmDescription": alarm.description,
        "AlarmName": alarm.name,
        "ComparisonOperator": condition.comparison.value,
        "DatapointsToAlarm": condition.datapoints_to_alarm,
        "EvaluationPeriods": condition.evaluation_periods,
        "Tags": [{"Key": key, "Value": value} for key, value in alarm.tags],
        "Threshold": condition.threshold,
        "TreatMissingData": condition.missing_data.value,
    }
    topics = actions(plan, alarm)
    if alarm.tells_alarm and topics:
        properties["AlarmActions"] = topics
    if alarm.tells_ok and topics:
        properties["OKActions"] = topics
    if condition.low_samples is LowSamples.IGNORE:
        properties["EvaluateLowSampleCountPercentile"] = condition.low_samples.value
    if condition.warm_up_minutes is not None:
        whole = {"OnlyStartEvaluatingAfterWarmUpPeriodEnds": True} if condition.warm_up_whole else {}
        properties["WarmUpConfiguration"] = {"WarmUpPeriodDurationInMinutes": condition.warm_up_minutes, **whole}
    properties |= _watched(condition.series)
    return StackResource(
        logical_id=_logical_id(alarm),
        type="AWS::CloudWatch::Alarm",
        properties=properties,
        source=alarm.source,
    )


def _logical_id(alarm: Alarm) -> str:
    symptom = names.pascal(alarm.rule.partition(".")[2])
    return symptom if alarm.part is Part.TRIP else f"{symptom}{alarm.part.value.capitalize()}"


def _watched(series: tuple[Series, ...]) -> JSON:
    """A single metric in the plain form, which every console page understands; a set as Metrics[]."""
    first = series[0]
    if len(series) > 1 or first.metric is None:
        return {"Metrics": [_query(one) for one in series]}
    metric = first.metric
    key = "Statistic" if metric.statistic in STATISTICS else "ExtendedStatistic"
    return {**_metric(metric), "Period": metric.period, key: metric.statistic}


def _query(series: Series) -> JSON:
    query: JSON = {"Id": series.id, "ReturnData": series.returns}
    if series.label:
        query["Label"] = series.label
    if series.metric is None:
        query["Expression"] = series.expression
    else:
        query["MetricStat"] = {
            "Metric": _metric(series.metric),
            "Period": series.metric.period,
            "Stat": series.metric.statistic,
        }
    return query


def _metric(metric: Metric) -> JSON:
    body: JSON = {"MetricName": metric.name, "Namespace": metric.namespace}
    if metric.dimensions:
        body["Dimensions"] = [{"Name": name, "Value": value} for name, value in metric.dimensions]
    return body
