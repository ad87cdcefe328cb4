"""CloudWatch's alarm events on EventBridge, field by field as AWS writes them.

Source: CloudWatch User Guide, "Alarm events and EventBridge", and its samples.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.running.alarm.stamp import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.local.api.cloudwatch.mute import Window
    from watchbill.local.api.cloudwatch.store import Change

Json = dict[str, Any]
_CONFIGURATION = {
    "EvaluationPeriods": "evaluationPeriods",
    "DatapointsToAlarm": "datapointsToAlarm",
    "Threshold": "threshold",
    "ThresholdMetricId": "thresholdMetricId",
    "ComparisonOperator": "comparisonOperator",
    "TreatMissingData": "treatMissingData",
    "EvaluateLowSampleCountPercentile": "evaluateLowSampleCountPercentile",
}
_COMPOSITE = {
    "AlarmRule": "alarmRule",
    "ActionsSuppressor": "actionsSuppressor",
    "ActionsSuppressorWaitPeriod": "actionsSuppressorWaitPeriod",
    "ActionsSuppressorExtensionPeriod": "actionsSuppressorExtensionPeriod",
}
_ACTIONS = {
    "OKActions": "okActions",
    "AlarmActions": "alarmActions",
    "InsufficientDataActions": "insufficientDataActions",
}


def state_change(region: str, change: Change, tags: Mapping[str, str], mute: Window | None) -> Json:
    """`CloudWatch Alarm State Change`. `tags` are all tags of the alarm: its ActionConfiguration chooses of them."""
    detail = state_data(change, tags)
    if mute is not None:
        times = {"muteWindowStart": stamp(clock.utc(mute.start)), "muteWindowEnd": stamp(clock.utc(mute.end))}
        detail["muteDetail"] = {"mutedByArn": mute.arn, **times}
    return _event("CloudWatch Alarm State Change", region, change.record.shown, detail)


def state_data(change: Change, tags: Mapping[str, str]) -> Json:
    """What the event and a direct invocation tell of a change alike."""
    assert change.before is not None  # noqa: S101 - a state changes where there was one
    shown = change.record.shown
    data: Json = {
        "alarmName": shown["AlarmName"],
        "state": state(shown),
        "previousState": state(change.before.shown),
        "configuration": watched(shown),
    }
    if (told := propagated(shown, tags)) is not None:
        data |= {"alarmTags": told, "alarmTagsStatus": "SUCCESS"}
    return data


def configuration_change(region: str, change: Change) -> Json:
    """`CloudWatch Alarm Configuration Change`: create, update or delete."""
    shown = change.record.shown
    operation = "delete" if change.after is None else "update" if change.before else "create"
    told = state(shown)
    kept = ("actionsSuppressedBy", "value", "timestamp")
    detail: Json = {
        "alarmName": shown["AlarmName"],
        "operation": operation,
        "state": {name: told[name] for name in kept if name in told},
        "configuration": _configuration(shown),
    }
    if change.after is not None and change.before is not None:
        detail["previousConfiguration"] = _configuration(change.before.shown)
    return _event("CloudWatch Alarm Configuration Change", region, shown, detail)


def _event(kind: str, region: str, shown: Json, detail: Json) -> Json:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": "aws.cloudwatch",
        "account": shown["AlarmArn"].split(":")[4],
        "time": clock.utc().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [shown["AlarmArn"]],
        "detail": detail,
    }


def state(shown: Json) -> Json:
    """`state` and `previousState`, in events and in direct invocations."""
    told: Json = {}
    if shown.get("ActionsSuppressedBy"):
        told["actionsSuppressedBy"] = shown["ActionsSuppressedBy"]
        told["actionsSuppressedReason"] = shown["ActionsSuppressedReason"]
    told |= {"value": shown["StateValue"], "reason": shown["StateReason"]}
    if shown.get("StateReasonData"):
        told["reasonData"] = shown["StateReasonData"]
    return told | {"timestamp": stamp(shown["StateUpdatedTimestamp"])}


def watched(shown: Json) -> Json:
    """The `configuration` of a change of state: what is watched, not how it is judged."""
    told: Json = {name: shown[key] for key, name in _COMPOSITE.items() if key in shown}
    if shown.get("AlarmDescription"):
        told["description"] = shown["AlarmDescription"]
    if "AlarmRule" not in shown:
        told["metrics"] = _metrics(shown)
    return told


def _configuration(shown: Json) -> Json:
    told: Json = {name: shown[key] for key, name in (_CONFIGURATION | _COMPOSITE).items() if key in shown}
    if "AlarmRule" not in shown:
        told["metrics"] = _metrics(shown)
    told["alarmName"] = shown["AlarmName"]
    if shown.get("AlarmDescription"):
        told["description"] = shown["AlarmDescription"]
    told["actionsEnabled"] = shown["ActionsEnabled"]
    told["timestamp"] = stamp(shown["AlarmConfigurationUpdatedTimestamp"])
    return told | {name: shown[key] for key, name in _ACTIONS.items()}


def _metrics(shown: Json) -> list[Json]:
    if "Metrics" in shown:
        return [_query(query) for query in shown["Metrics"]]
    stat = {"period": shown["Period"], "stat": shown.get("Statistic") or shown.get("ExtendedStatistic")}
    metric = _metric(shown)
    # AWS makes the id up; one that stays the same makes the same event twice.
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, shown["AlarmArn"]))
    return [{"id": identity, "metricStat": {"metric": metric, **stat, **_unit(shown)}, "returnData": True}]


def _query(query: Json) -> Json:
    told: Json = {"id": query["Id"]}
    if "Expression" in query:
        told["expression"] = query["Expression"]
    else:
        stat = query["MetricStat"]
        told["metricStat"] = {
            "metric": _metric(stat["Metric"]),
            "period": stat["Period"],
            "stat": stat["Stat"],
            **_unit(stat),
        }
    if "Label" in query:
        told["label"] = query["Label"]
    return told | {"returnData": query.get("ReturnData", True)}


def _metric(named: Json) -> Json:
    dimensions = {pair["Name"]: pair["Value"] for pair in named.get("Dimensions", ())}
    return {"namespace": named["Namespace"], "name": named["MetricName"], "dimensions": dimensions}


def _unit(owner: Json) -> Json:
    return {"unit": owner["Unit"]} if "Unit" in owner else {}


def propagated(shown: Json, tags: Mapping[str, str]) -> dict[str, str] | None:
    """The tags that go with the alarm's notifications; None where it sends none."""
    how = (shown.get("ActionConfiguration") or {}).get("AlarmTagsPropagation") or {}
    if not how.get("Enabled"):
        return None
    only, never = how.get("IncludedTagKeys"), how.get("ExcludedTagKeys") or ()
    return {key: value for key, value in tags.items() if (only is None or key in only) and key not in never}
