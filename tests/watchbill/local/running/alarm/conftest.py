"""Alarms beside an event queue: every event that CloudWatch emits lies in `events`, an SQS queue behind a rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from watchbill.local.clock import utc

if TYPE_CHECKING:
    from tests.watchbill.local.running.conftest import Bench

ACCOUNT = "123456789012"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"
ALARM = {
    "AlarmName": "errors",
    "AlarmDescription": "Too many errors.",
    "Namespace": "Shop",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "Service", "Value": "till"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}


@dataclass
class Watchtower:
    """Alarms, their data and what they told."""

    bench: Bench

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bench.client("cloudwatch"), name)

    def alarm(self, name: str = "errors", **changes: Any) -> str:
        given = {**ALARM, "AlarmName": name, **changes}
        self.put_metric_alarm(**{key: value for key, value in given.items() if value is not None})
        return f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}"

    def put(self, *values: float, name: str = "Errors", **dimensions: str) -> None:
        """One value a minute, and the minute passes."""
        for value in values:
            self.write(name, value, **dimensions)
            self.bench.runner.tick(60)

    def write(self, name: str, value: float, **dimensions: str) -> None:
        pairs = [{"Name": key, "Value": value} for key, value in (dimensions or {"Service": "till"}).items()]
        datum = {"MetricName": name, "Dimensions": pairs, "Value": value, "Timestamp": utc()}
        self.put_metric_data(Namespace="Shop", MetricData=[datum])

    def states(self) -> dict[str, str]:
        found = self.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        return {one["AlarmName"]: one["StateValue"] for one in [*found["MetricAlarms"], *found["CompositeAlarms"]]}

    def shown(self, name: str = "errors") -> dict[str, Any]:
        found = self.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        return [*found["MetricAlarms"], *found["CompositeAlarms"]][0]

    def events(self) -> list[dict[str, Any]]:
        """Changes of state since the last call."""
        return [one for one in self.bench.messages("events") if one["detail-type"] == "CloudWatch Alarm State Change"]

    def told(self) -> list[str]:
        """Messages of the topic since the last call: the alarm and its state."""
        bodies = [json.loads(one["Message"]) for one in self.bench.messages("told")]
        return [f"{one['AlarmName']} {one['NewStateValue']}" for one in bodies]


@pytest.fixture
def tower(bench):
    for name in ("events", "told"):
        bench.queue(name)
    rules = bench.client("events")
    rules.put_rule(Name="alarms", EventPattern=json.dumps({"source": ["aws.cloudwatch"]}))
    rules.put_targets(Rule="alarms", Targets=[{"Id": "queue", "Arn": bench.queue_arn("events")}])
    bench.client("sns").create_topic(Name="alerts")
    bench.client("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=bench.queue_arn("told"))
    return Watchtower(bench)
