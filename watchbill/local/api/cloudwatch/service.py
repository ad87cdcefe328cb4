"""The alarm actions of CloudWatch's API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from watchbill.local.api.cloudwatch.chart import draw
from watchbill.local.api.cloudwatch.check import check_composite_alarm, check_metric_alarm, parents_of
from watchbill.local.api.cloudwatch.metric_data import MetricData
from watchbill.local.api.cloudwatch.mute import MuteRules
from watchbill.local.api.cloudwatch.series import MetricStore
from watchbill.local.api.cloudwatch.store import AlarmRecord, AlarmStore, Kind
from watchbill.local.api.cloudwatch.tag import Tags
from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.api.page import cut_page

if TYPE_CHECKING:
    from watchbill.local.api.service import Call

Parameters = dict[str, Any]
_LISTS: dict[Kind, str] = {"MetricAlarm": "MetricAlarms", "CompositeAlarm": "CompositeAlarms"}


class CloudWatch(MetricData, MuteRules, Tags):
    """Alarms kept whole: what was put is what is described. The alarm clock evaluates them (running/alarm)."""

    NAME: ClassVar[str] = "cloudwatch"
    SIGNING: ClassVar[str] = "monitoring"

    def __init__(self) -> None:
        self.store = AlarmStore()
        self.metrics = MetricStore()

    def reset(self) -> None:
        self.store.clear()
        self.metrics.clear()

    def put_metric_alarm(self, call: Call, parameters: Parameters) -> None:
        check_metric_alarm(parameters)
        self._put(call, "MetricAlarm", {"Dimensions": [], **parameters})

    def put_composite_alarm(self, call: Call, parameters: Parameters) -> None:
        check_composite_alarm(parameters, self.store[call.region])
        self._put(call, "CompositeAlarm", parameters)

    def _put(self, call: Call, kind: Kind, parameters: Parameters) -> None:
        region = self.store[call.region]
        tags = {tag["Key"]: tag["Value"] for tag in parameters.pop("Tags", [])}
        actions = {"OKActions": [], "AlarmActions": [], "InsufficientDataActions": [], "ActionsEnabled": True}
        arn = call.arn("cloudwatch", f"alarm:{parameters['AlarmName']}")
        with region.lock:
            # CloudWatch takes tags only when the alarm is new: afterwards TagResource changes them.
            change = region.put_alarm(kind, {**actions, **parameters}, arn)
            if change.before is None:
                region.tags[arn] = tags
        if self.store.listener:
            self.store.listener.configured(call.region, change)

    def describe_alarms(self, call: Call, parameters: Parameters) -> Parameters:
        if "AlarmNames" in parameters and "AlarmNamePrefix" in parameters:
            text = "AlarmNamePrefix and AlarmNames cannot be specified together"
            raise AwsError("InvalidParameterCombination", text)
        kinds = parameters.get("AlarmTypes", ["MetricAlarm"])
        region = self.store[call.region]
        records = region.select(lambda r: r.kind in kinds and _matches(r, parameters), parameters.get("AlarmNames"))
        page, token = cut_page(records, parameters.get("NextToken"), parameters.get("MaxRecords", 50))
        shown = {name: [r.shown for r in page if r.kind == kind] for kind, name in _LISTS.items()}
        return {**shown, "NextToken": token} if token else dict(shown)

    def describe_alarms_for_metric(self, call: Call, parameters: Parameters) -> Parameters:
        asked = {k: parameters[k] for k in ("MetricName", "Namespace", "Statistic", "Period") if k in parameters}
        dimensions = _dimensions(parameters)
        found = self.store[call.region].select(
            lambda r: (
                r.kind == "MetricAlarm" and asked.items() <= r.shown.items() and _dimensions(r.shown) == dimensions
            )
        )
        return {"MetricAlarms": [record.shown for record in found]}

    def delete_alarms(self, call: Call, parameters: Parameters) -> None:
        region = self.store[call.region]
        names = parameters["AlarmNames"]
        with region.lock:
            unknown = [name for name in names if name not in region.alarms]
            if unknown:
                raise AwsError("ResourceNotFound", f"Alarms [{', '.join(unknown)}] not found")
            for name in names:
                parents = [parent for parent in parents_of(name, region) if parent != name]
                if parents:
                    text = f"Cannot delete {name} as there are composite alarms depending on it: {parents}"
                    raise validation_error(text)
            changes = [region.delete_alarm(name) for name in dict.fromkeys(names)]
        for change in changes:
            if self.store.listener:
                self.store.listener.configured(call.region, change)
            region.tags.pop(change.record.shown["AlarmArn"], None)

    def set_alarm_state(self, call: Call, parameters: Parameters) -> None:
        name, value = parameters["AlarmName"], parameters["StateValue"]
        data = parameters.get("StateReasonData") or ""
        change = self.store[call.region].set_state(name, value, parameters["StateReason"], data)
        if change is None or change.before is None:
            raise AwsError("ResourceNotFound", f"Alarm {name} not found")
        if self.store.listener and change.before.shown["StateValue"] != value:
            self.store.listener.changed(call.region, change)

    def describe_alarm_history(self, call: Call, parameters: Parameters) -> Parameters:
        region = self.store[call.region]
        with region.lock:
            items = [dict(item) for item in region.history if _history_matches(item, parameters)]
        if parameters.get("ScanBy") != "TimestampAscending":
            items.reverse()
        page, token = cut_page(items, parameters.get("NextToken"), parameters.get("MaxRecords", 100))
        return {"AlarmHistoryItems": page} | ({"NextToken": token} if token else {})

    def get_metric_widget_image(self, call: Call, parameters: Parameters) -> Parameters:
        return {"MetricWidgetImage": draw(parameters["MetricWidget"], self.metrics, call.region)}

    def enable_alarm_actions(self, call: Call, parameters: Parameters) -> None:
        self._switch_actions(call, parameters, enabled=True)

    def disable_alarm_actions(self, call: Call, parameters: Parameters) -> None:
        self._switch_actions(call, parameters, enabled=False)

    def _switch_actions(self, call: Call, parameters: Parameters, *, enabled: bool) -> None:
        region = self.store[call.region]
        with region.lock:
            for name in parameters["AlarmNames"]:
                if name in region.alarms:
                    region.alarms[name].shown["ActionsEnabled"] = enabled


def _matches(record: AlarmRecord, asked: Parameters) -> bool:
    shown = record.shown
    if asked.get("StateValue", shown["StateValue"]) != shown["StateValue"]:
        return False
    actions = [*shown["AlarmActions"], *shown["OKActions"], *shown["InsufficientDataActions"]]
    prefix = asked.get("ActionPrefix")
    if prefix and not any(action.startswith(prefix) for action in actions):
        return False
    return record.name.startswith(asked.get("AlarmNamePrefix", ""))


def _history_matches(item: Parameters, asked: Parameters) -> bool:
    when = item["Timestamp"]
    return (
        asked.get("AlarmName", item["AlarmName"]) == item["AlarmName"]
        and asked.get("HistoryItemType", item["HistoryItemType"]) == item["HistoryItemType"]
        and item["AlarmType"] in asked.get("AlarmTypes", ["MetricAlarm"])
        and _aware(asked.get("StartDate") or when) <= when <= _aware(asked.get("EndDate") or when)
    )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _dimensions(owner: Parameters) -> set[tuple[str, str]]:
    return {(dimension["Name"], dimension["Value"]) for dimension in owner.get("Dimensions", [])}
