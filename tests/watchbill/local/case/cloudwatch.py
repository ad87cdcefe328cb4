"""CloudWatch."""

from __future__ import annotations

import json
from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, TOPIC, Case, fields, found, tag_map, tags


def alarm(cloud: Any, name: str, *names: str, kind: str = "MetricAlarm") -> Any:
    answer = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=[kind])
    return found(answer[f"{kind}s"], *names)


def alarm_tags(cloud: Any, name: str) -> Any:
    arn = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}"
    return tag_map(cloud.client("cloudwatch").list_tags_for_resource(ResourceARN=arn)["Tags"])


ALARM = {
    "AlarmName": "errors",
    "AlarmDescription": "why",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "worker"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 5,
    "DatapointsToAlarm": 3,
    "Threshold": 10,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
    "ActionsEnabled": True,
    "AlarmActions": [f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"],
    "OKActions": [],
    "Unit": "Count",
    "WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 10, "OnlyStartEvaluatingAfterWarmUpPeriodEnds": True},
    "EvaluationWindow": {"WallClockWindow": {"Timezone": "UTC"}},
    "ActionConfiguration": {"AlarmTagsPropagation": {"Enabled": True, "IncludedTagKeys": ["priority"]}},
    "Tags": tags(priority="high", owner="team"),
}
ALARM_FIELDS = tuple(name for name in ALARM if name != "Tags")
MATH = {
    "AlarmName": "rate",
    "EvaluationPeriods": 3,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "EvaluateLowSampleCountPercentile": "ignore",
    "Metrics": [
        {"Id": "rate", "Expression": "100 * errors / calls", "Label": "error %", "ReturnData": True},
        {
            "Id": "errors",
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": []},
                "Period": 300,
                "Stat": "Sum",
            },
        },
        {
            "Id": "calls",
            "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": []},
                "Period": 300,
                "Stat": "p99",
                "Unit": "Count",
            },
        },
    ],
}
MUTE = {
    "Name": "nightly",
    "Description": "quiet",
    "Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT1H", "Timezone": "Europe/Berlin"}},
    "MuteTargets": {"AlarmNames": ["errors"]},
    "Tags": tags(owner="team"),
}


def look_dashboard(cloud: Any, name: str) -> Any:
    return json.loads(cloud.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])


def look_mute(cloud: Any, arn: str) -> Any:
    answer = cloud.client("cloudwatch").get_alarm_mute_rule(AlarmMuteRuleName=arn.rpartition(":")[2])
    return fields(answer, "Name", "Description", "Rule", "MuteTargets")


CASES = [
    Case(
        type="AWS::CloudWatch::Alarm",
        note="threshold",
        before=ALARM,
        after={
            **ALARM,
            "Threshold": 5,
            "DatapointsToAlarm": 2,
            "TreatMissingData": "breaching",
            "Tags": tags(priority="low"),
        },
        look=lambda cloud, i: (alarm(cloud, i, *ALARM_FIELDS), alarm_tags(cloud, i)),
        seen=(
            ({name: ALARM[name] for name in ALARM_FIELDS}, {"priority": "high", "owner": "team"}),
            (
                {name: ALARM[name] for name in ALARM_FIELDS}
                | {"Threshold": 5, "DatapointsToAlarm": 2, "TreatMissingData": "breaching"},
                {"priority": "low"},
            ),
        ),
    ),
    Case(
        type="AWS::CloudWatch::Alarm",
        note="metric math",
        before=MATH,
        after={**MATH, "Metrics": [{**MATH["Metrics"][0], "Expression": "errors / calls"}, *MATH["Metrics"][1:]]},
        look=lambda cloud, i: alarm(cloud, i, *MATH),
        seen=(
            MATH,
            {**MATH, "Metrics": [{**MATH["Metrics"][0], "Expression": "errors / calls"}, *MATH["Metrics"][1:]]},
        ),
    ),
    Case(
        type="AWS::CloudWatch::Alarm",
        note="rename",
        before=ALARM,
        after={**ALARM, "AlarmName": "failures"},
        look=lambda cloud, i: alarm(cloud, i, "AlarmName"),
        seen=({"AlarmName": "errors"}, {"AlarmName": "failures"}),
        replaced=True,
    ),
    Case(
        type="AWS::CloudWatch::CompositeAlarm",
        needs={"Child": {"Type": "AWS::CloudWatch::Alarm", "Properties": ALARM}},
        before={
            "AlarmName": "all",
            "AlarmRule": {"Fn::Sub": 'ALARM("${Child}")'},
            "ActionsSuppressorWaitPeriod": 60,
            "ActionsSuppressorExtensionPeriod": 90,
            "ActionsSuppressor": {"Ref": "Child"},
        },
        after={"AlarmName": "all", "AlarmRule": {"Fn::Sub": 'OK("${Child}") OR FALSE'}, "AlarmDescription": "d"},
        look=lambda cloud, i: alarm(
            cloud,
            i,
            "AlarmRule",
            "AlarmDescription",
            "ActionsSuppressor",
            "ActionsSuppressorWaitPeriod",
            kind="CompositeAlarm",
        ),
        seen=(
            {
                "AlarmRule": 'ALARM("errors")',
                "AlarmDescription": None,
                "ActionsSuppressor": "errors",
                "ActionsSuppressorWaitPeriod": 60,
            },
            {
                "AlarmRule": 'OK("errors") OR FALSE',
                "AlarmDescription": "d",
                "ActionsSuppressor": None,
                "ActionsSuppressorWaitPeriod": None,
            },
        ),
    ),
    Case(
        type="AWS::CloudWatch::Dashboard",
        needs={"Topic": TOPIC},
        before={
            "DashboardName": "board",
            "DashboardBody": {"Fn::Sub": '{"widgets": [{"type": "text", "properties": {"markdown": "${Topic}"}}]}'},
        },
        after={"DashboardName": "board", "DashboardBody": '{"widgets": []}'},
        look=look_dashboard,
        seen=(
            {"widgets": [{"type": "text", "properties": {"markdown": f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"}}]},
            {"widgets": []},
        ),
    ),
    Case(
        type="AWS::CloudWatch::AlarmMuteRule",
        before=MUTE,
        after={**MUTE, "MuteTargets": {"AlarmNames": ["errors", "rate"]}},
        look=look_mute,
        seen=(
            {name: MUTE[name] for name in ("Name", "Description", "Rule", "MuteTargets")},
            {
                **{name: MUTE[name] for name in ("Name", "Description", "Rule")},
                "MuteTargets": {"AlarmNames": ["errors", "rate"]},
            },
        ),
    ),
]
