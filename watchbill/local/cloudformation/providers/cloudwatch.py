"""CloudWatch: alarms, composite alarms, dashboards, mute rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import pick, without

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHARED = (
    "ActionConfiguration", "ActionsEnabled", "AlarmActions", "AlarmDescription", "AlarmName",
    "InsufficientDataActions", "OKActions", "Tags",
)  # fmt: skip


class _AnyAlarm(Provider):
    """What both kinds of alarm share: a Put that replaces the whole definition, tags that it leaves alone."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("AlarmName",)
    NAME: ClassVar[str] = "AlarmName"
    ATTRIBUTES: ClassVar[tuple[str, ...]] = ("Arn",)
    NOTE: ClassVar[str] = "evaluated as time passes; its actions reach topics and functions, no others"
    OPERATION: ClassVar[str]
    LIST: ClassVar[str]

    def create(self, properties: Properties) -> str:
        named = {"AlarmName": self.site.name(), **properties}
        self.site.call("cloudwatch", self.OPERATION, **named)
        return str(named["AlarmName"])

    def _find(self, name: str) -> dict[str, Any] | None:
        kinds = [self.LIST.removesuffix("s")]
        found = self.site.call("cloudwatch", "describe_alarms", AlarmNames=[name], AlarmTypes=kinds)[self.LIST]
        return found[0] if found else None

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self._find(physical_id)
        if found is None:
            return None
        tags = self.site.call("cloudwatch", "list_tags_for_resource", ResourceARN=found["AlarmArn"])["Tags"]
        return {**pick(found, self.allowed()), "Tags": tags}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("cloudwatch", self.OPERATION, **{**without(new, "Tags"), "AlarmName": physical_id})
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["Arn"]
        if removed:
            self.site.call("cloudwatch", "untag_resource", ResourceARN=arn, TagKeys=removed)
        if added:
            self.site.call("cloudwatch", "tag_resource", ResourceARN=arn, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("cloudwatch", "delete_alarms", AlarmNames=[physical_id])

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("cloudwatch", f"alarm:{physical_id}")}


class Alarm(_AnyAlarm):
    TYPE = "AWS::CloudWatch::Alarm"
    OPTIONAL = (
        *_SHARED, "ComparisonOperator", "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
        "EvaluationPeriods", "EvaluationWindow", "ExtendedStatistic", "MetricName", "Metrics", "Namespace",
        "Period", "Statistic", "Threshold", "ThresholdMetricId", "TreatMissingData", "Unit", "WarmUpConfiguration",
    )  # fmt: skip
    NOTE = "evaluated as time passes, but for bands, PromQL and Unit; its actions reach topics and functions, no others"
    OPERATION = "put_metric_alarm"
    LIST = "MetricAlarms"


class CompositeAlarm(_AnyAlarm):
    TYPE = "AWS::CloudWatch::CompositeAlarm"
    REQUIRED = ("AlarmRule",)
    OPTIONAL = (
        *_SHARED, "ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod",
    )  # fmt: skip
    OPERATION = "put_composite_alarm"
    LIST = "CompositeAlarms"


class Dashboard(Provider):
    TYPE = "AWS::CloudWatch::Dashboard"
    REQUIRED = ("DashboardBody",)
    OPTIONAL = ("DashboardName",)
    IMMUTABLE = ("DashboardName",)
    NAME = "DashboardName"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("DashboardName") or self.site.name())
        self.update(name, {}, properties)
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("cloudwatch", "get_dashboard", DashboardName=physical_id)
        return pick(found, ("DashboardName", "DashboardBody"))

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        body = new["DashboardBody"]
        self.site.call("cloudwatch", "put_dashboard", DashboardName=physical_id, DashboardBody=body)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("cloudwatch", "delete_dashboards", DashboardNames=[physical_id])


class AlarmMuteRule(Provider):
    TYPE = "AWS::CloudWatch::AlarmMuteRule"
    REQUIRED = ("Rule",)
    OPTIONAL = ("Description", "ExpireDate", "MuteTargets", "Name", "StartDate", "Tags")
    IMMUTABLE = ("Name",)
    NAME = "Name"
    ATTRIBUTES = ("Arn",)
    NOTE = ""

    def create(self, properties: Properties) -> str:
        named = {"Name": self.site.name(), **properties}
        self.site.call("cloudwatch", "put_alarm_mute_rule", **named)
        return self.site.arn("cloudwatch", f"alarm-mute-rule:{named['Name']}")

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("cloudwatch", "get_alarm_mute_rule", AlarmMuteRuleName=_rule_name(physical_id))
        tags = self.site.call("cloudwatch", "list_tags_for_resource", ResourceARN=physical_id)["Tags"]
        dates = {key: _as_written(found[key]) for key in ("StartDate", "ExpireDate") if found.get(key)}
        return {**pick(found, self.allowed()), **dates, "Tags": tags}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        rule = {**without(new, "Tags"), "Name": _rule_name(physical_id)}
        self.site.call("cloudwatch", "put_alarm_mute_rule", **rule)
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("cloudwatch", "untag_resource", ResourceARN=physical_id, TagKeys=removed)
        if added:
            self.site.call("cloudwatch", "tag_resource", ResourceARN=physical_id, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("cloudwatch", "delete_alarm_mute_rule", AlarmMuteRuleName=_rule_name(physical_id))

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": physical_id}


def _rule_name(arn: str) -> str:
    return arn.rpartition(":")[2]


def _as_written(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M"))
