"""What an alarm's action sends: the JSON that CloudWatch publishes to topics, and the event of a direct invocation.

Source: CloudWatch User Guide, "Notifying users on alarm changes" and "Invoke a Lambda function from an alarm".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.running.alarm.event import propagated, state_data
from watchbill.local.running.alarm.stamp import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchbill.local.api.cloudwatch.store import Change

Json = dict[str, Any]
_REGIONS = {
    "eu-central-1": "EU (Frankfurt)", "eu-west-1": "EU (Ireland)", "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)", "us-west-2": "US West (Oregon)",
}  # fmt: skip
"""Messages name a region as the console does; one that is missing here is given by its code."""
_STATISTICS = {"SampleCount": "SAMPLE_COUNT"}


def subject(region: str, change: Change) -> str:
    """At most 100 characters, as SNS takes no more."""
    shown = change.record.shown
    return f'{shown["StateValue"]}: "{shown["AlarmName"]}" in {_REGIONS.get(region, region)}'[:100]


def published(region: str, change: Change, tags: Mapping[str, str]) -> Json:
    """The message of an SNS notification."""
    assert change.before is not None  # noqa: S101 - a state changes where there was one
    shown = change.record.shown
    told: Json = {
        "AlarmName": shown["AlarmName"],
        "AlarmDescription": shown.get("AlarmDescription"),
        "AWSAccountId": shown["AlarmArn"].split(":")[4],
        "AlarmConfigurationUpdatedTimestamp": stamp(shown["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": shown["StateValue"],
        "NewStateReason": shown["StateReason"],
        "StateChangeTime": stamp(shown["StateUpdatedTimestamp"]),
        "Region": _REGIONS.get(region, region),
        "AlarmArn": shown["AlarmArn"],
        "OldStateValue": change.before.shown["StateValue"],
        "OKActions": shown["OKActions"],
        "AlarmActions": shown["AlarmActions"],
        "InsufficientDataActions": shown["InsufficientDataActions"],
    }
    told |= _rule(shown) if "AlarmRule" in shown else {"Trigger": _trigger(shown)}
    if (sent := propagated(shown, tags)) is not None:
        told |= {"AlarmTags": sent, "AlarmTagsStatus": "SUCCESS"}
    return told


def invocation(region: str, change: Change, tags: Mapping[str, str]) -> Json:
    """The event of a function that is an alarm's action."""
    shown = change.record.shown
    return {
        "source": "aws.cloudwatch",
        "alarmArn": shown["AlarmArn"],
        "accountId": shown["AlarmArn"].split(":")[4],
        "time": stamp(shown["StateUpdatedTimestamp"]),
        "region": region,
        "alarmData": state_data(change, tags),
    }


def _rule(shown: Json) -> Json:
    children = json.loads(shown.get("StateReasonData") or "{}").get("triggeringAlarms", [])
    told = [
        {"Arn": child["arn"], "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]}}
        for child in children
    ]
    return {"AlarmRule": shown["AlarmRule"], "TriggeringChildren": told}


def _trigger(shown: Json) -> Json:
    told: Json = {}
    if "Metrics" in shown:
        told["Metrics"] = [_query(query) for query in shown["Metrics"]]
    else:
        told |= {"MetricName": shown["MetricName"], "Namespace": shown["Namespace"]}
        if "Statistic" in shown:
            statistic = _STATISTICS.get(shown["Statistic"], shown["Statistic"].upper())
            told |= {"StatisticType": "Statistic", "Statistic": statistic}
        else:
            told |= {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": shown["ExtendedStatistic"]}
        told |= {"Unit": shown.get("Unit"), "Dimensions": _dimensions(shown), "Period": shown["Period"]}
    told["EvaluationPeriods"] = shown["EvaluationPeriods"]
    if "DatapointsToAlarm" in shown:
        told["DatapointsToAlarm"] = shown["DatapointsToAlarm"]
    told |= {"ComparisonOperator": shown["ComparisonOperator"], "Threshold": shown.get("Threshold")}
    told["TreatMissingData"] = shown.get("TreatMissingData", "")
    return told | {"EvaluateLowSampleCountPercentile": shown.get("EvaluateLowSampleCountPercentile", "")}


def _query(query: Json) -> Json:
    told = dict(query)
    if "MetricStat" in query:
        stat = query["MetricStat"]
        told["MetricStat"] = {**stat, "Metric": {**stat["Metric"], "Dimensions": _dimensions(stat["Metric"])}}
    return told | {"ReturnData": query.get("ReturnData", True)}


def _dimensions(owner: Json) -> list[Json]:
    return [{"value": pair["Value"], "name": pair["Name"]} for pair in owner.get("Dimensions", ())]
