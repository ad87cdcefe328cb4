"""One change of state in each of CloudWatch's words, over each intake. Field names as AWS documents them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.workers.alert_router.world import ACCOUNT, REGION, arn, batch, stamp

Json = dict[str, Any]
REASON = (
    "Threshold Crossed: 1 out of the last 1 datapoints [16.25 (01/03/26 01:52:00)] was greater than the threshold "
    "(5.0) (minimum 1 datapoint for OK -> ALARM transition)."
)
METRIC: Json = {"namespace": "AWS/Lambda", "name": "Errors", "dimensions": {"FunctionName": "load-db"}}
STAT: Json = {"id": "m1", "metricStat": {"metric": METRIC, "period": 300, "stat": "Sum"}, "returnData": True}
PLAIN: Json = {
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "StatisticType": "Statistic",
    "Statistic": "SUM",
    "Unit": None,
    "Dimensions": [{"value": "load-db", "name": "FunctionName"}],
    "Period": 300,
    "EvaluationPeriods": 1,
    "DatapointsToAlarm": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 5.0,
    "TreatMissingData": "- TreatMissingData:                    notBreaching",
    "EvaluateLowSampleCountPercentile": "",
}
PUBLISHED_STAT = {
    "Id": "m1",
    "MetricStat": {
        "Metric": {"Dimensions": PLAIN["Dimensions"], "MetricName": "Errors", "Namespace": "AWS/Lambda"},
        "Period": 300,
        "Stat": "Sum",
    },
    "ReturnData": False,
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of alarm: EventBridge's configuration, SNS's own fields, and the reason, None where there is none."""

    configuration: Json
    published: Json
    reason: str | None = REASON
    contributor: Json | None = None
    data: Json = field(default_factory=dict)


EXPRESSION = {"id": "e1", "expression": "100*m1/m2", "label": "rate"}
KINDS = {
    "metric": Kind(configuration={"metrics": [STAT]}, published={"Trigger": PLAIN}, data={"threshold": 5.0}),
    "math": Kind(
        configuration={"metrics": [EXPRESSION | {"returnData": True}, STAT]},
        published={
            "Trigger": {
                "Period": 300,
                "Threshold": 5.0,
                "Metrics": [{"Id": "e1", "Expression": "100*m1/m2"}, PUBLISHED_STAT],
            }
        },
    ),
    "composite": Kind(
        configuration={"alarmRule": "ALARM(one) OR ALARM(two)"},
        published={
            "AlarmRule": "ALARM(one) OR ALARM(two)",
            "TriggeringChildren": [
                {"Arn": arn("one"), "State": {"Value": "ALARM", "Timestamp": "2026-03-01T01:53:00.000+0000"}}
            ],
        },
        reason=f"{arn('one')} transitioned to ALARM at Sunday 01 March, 2026 01:53:00 UTC",
        data={"triggeringAlarms": [{"arn": arn("one"), "state": {"value": "ALARM"}}]},
    ),
    "contributor": Kind(
        configuration={
            "metrics": [
                {"id": "q", "expression": 'SELECT MAX(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', "period": 60}
            ]
        },
        published={"Trigger": {"Period": 60, "Metrics": [{"Id": "q", "Expression": "SELECT …"}]}},
        contributor={"id": "6d442278dba546f6", "attributes": {"FunctionName": "load-db"}},
    ),
    "promql": Kind(
        configuration={"evaluationCriteria": {"promQLCriteria": {"query": "up < 1"}}},
        published={"Trigger": {"EvaluationCriteria": {"PromQLCriteria": {"Query": "up < 1"}}}},
        reason=None,
        contributor={"id": "aa11", "attributes": {"service.name": "load"}},
    ),
    "log": Kind(
        configuration={"logGroups": ["/aws/lambda/load-db"], "queryString": "filter level = 'ERROR' | stats count()"},
        published={"Trigger": {"LogGroups": ["/aws/lambda/load-db"], "QueryString": "filter level = 'ERROR'"}},
    ),
}


def emitted(kind: Kind, name: str, state: str, at: int, *, tags: Json | None, description: str | None) -> Json:
    """As EventBridge tells it."""
    detail = _detail(kind, name, state, at, tags, description)
    contributed = kind.contributor is not None
    if contributed:
        detail["alarmContributor"] = kind.contributor
        del detail["previousState"]
    return {
        "version": "0",
        "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
        "detail-type": f"CloudWatch Alarm {'Contributor ' if contributed else ''}State Change",
        "source": "aws.cloudwatch",
        "account": ACCOUNT,
        "time": stamp(at)[:19] + "Z",
        "region": REGION,
        "resources": [arn(name)],
        "detail": detail,
    }


def invoked(kind: Kind, name: str, state: str, at: int, *, tags: Json | None, description: str | None) -> Json:
    """As an alarm tells the function that is its action."""
    data = _detail(kind, name, state, at, tags, description)
    if kind.contributor:
        data["alarmContributor"] = kind.contributor
    return {
        "source": "aws.cloudwatch",
        "alarmArn": arn(name),
        "accountId": ACCOUNT,
        "time": stamp(at),
        "region": REGION,
        "alarmData": data,
    }


def _detail(kind: Kind, name: str, state: str, at: int, tags: Json | None, description: str | None) -> Json:
    entered: Json = {"value": state, "reasonData": json.dumps(kind.data), "timestamp": stamp(at)}
    if kind.reason is not None:
        entered["reason"] = kind.reason
    detail: Json = {
        "alarmName": name,
        "state": entered,
        "previousState": {"value": "OK", "reason": "before", "timestamp": stamp(at - 60_000)},
        "configuration": kind.configuration | ({} if description is None else {"description": description}),
    }
    return detail if tags is None else detail | {"alarmTags": tags}


def published(kind: Kind, name: str, state: str, at: int, *, tags: Json | None, description: str | None) -> Json:
    """As CloudWatch publishes it to SNS."""
    message: Json = {
        "AlarmName": name,
        "AlarmDescription": description,
        "AWSAccountId": ACCOUNT,
        "AlarmConfigurationUpdatedTimestamp": "2026-02-01T00:00:00.000+0000",
        "NewStateValue": state,
        "StateChangeTime": stamp(at),
        "Region": "US East (N. Virginia)",
        "AlarmArn": arn(name),
        "OldStateValue": "OK",
        "OKActions": [],
        "AlarmActions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts-high"],
        "InsufficientDataActions": [],
        **kind.published,
    }
    if kind.reason is not None:
        message["NewStateReason"] = kind.reason
    if kind.contributor:
        message |= {
            "AlarmContributorId": kind.contributor["id"],
            "AlarmContributorAttributes": kind.contributor["attributes"],
        }
    return message if tags is None else message | {"AlarmTags": tags}


def envelope(message: Json) -> Json:
    """SNS's notification round a message."""
    return {
        "Type": "Notification",
        "MessageId": "d88d4479-6ec0-54fe-b63f-1cf9df4bb16e",
        "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts-high",
        "Subject": "ALARM",
        "Message": json.dumps(message),
        "Timestamp": "2026-03-01T01:53:21.000Z",
    }


def intakes(
    kind: Kind, name: str, state: str, at: int, *, tags: Json | None, description: str | None
) -> dict[str, Json]:
    """The change as each way into the router carries it: whole Lambda events, by the intake's name."""
    facts: Json = {"tags": tags, "description": description}
    event, message = emitted(kind, name, state, at, **facts), published(kind, name, state, at, **facts)
    direct = invoked(kind, name, state, at, **facts)
    return {
        "EventBridge over SQS": batch(event),
        "EventBridge": event,
        "invocation": direct,
        "invocation over SQS": batch(direct),
        "SNS": {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": envelope(message)}]},
        "SNS in SQS": batch(envelope(message)),
        "SNS in SQS, raw": batch(message),
    }
