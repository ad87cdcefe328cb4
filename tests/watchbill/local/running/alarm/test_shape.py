"""Events and messages have the fields that AWS's own have, and the router reads them alike."""

from __future__ import annotations

import json

from tests.watchbill.local.running.alarm.conftest import TOPIC
from workers.alert_router.event import normalise

# As AWS documents them: shared samples of the CloudWatch User Guide.
ENVELOPE = {"version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"}
MESSAGE = [
    "AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue",
    "NewStateReason", "StateChangeTime", "Region", "AlarmArn", "OldStateValue", "OKActions", "AlarmActions",
    "InsufficientDataActions", "Trigger",
]  # fmt: skip
TRIGGER = [
    "MetricName", "Namespace", "StatisticType", "Statistic", "Unit", "Dimensions", "Period", "EvaluationPeriods",
    "ComparisonOperator", "Threshold", "TreatMissingData", "EvaluateLowSampleCountPercentile",
]  # fmt: skip


def test_event_and_message_of_a_change(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC])
    tower.put(1, 9)
    event = tower.events()[-1]
    assert set(event) == ENVELOPE
    detail = event["detail"]
    assert list(detail) == ["alarmName", "state", "previousState", "configuration"]
    assert list(detail["state"]) == list(detail["previousState"]) == ["value", "reason", "reasonData", "timestamp"]
    (metric,) = detail["configuration"]["metrics"]
    assert metric.pop("id")
    stat = {"metric": {"namespace": "Shop", "name": "Errors", "dimensions": {"Service": "till"}}}
    assert metric == {"metricStat": {**stat, "period": 60, "stat": "Sum"}, "returnData": True}
    (notification,) = tower.bench.messages("told")
    assert notification["Subject"] == 'ALARM: "errors" in US East (N. Virginia)'
    message = json.loads(notification["Message"])
    assert (list(message), list(message["Trigger"])) == (MESSAGE, TRIGGER)
    assert message["Trigger"]["Dimensions"] == [{"value": "till", "name": "Service"}]
    assert normalise(event) == normalise(message)


def test_function_and_address_hear_of_an_alarm(tower) -> None:
    bench = tower.bench
    function = bench.recorder("def handle(event, context):\n    keep(event)\n")
    bench.client("sns").subscribe(TopicArn=TOPIC, Protocol="lambda", Endpoint=function)
    bench.client("sns").subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="ops@example.com")
    tower.alarm(AlarmActions=[TOPIC, function])
    tower.put(9)
    bench.runner.settle()
    direct, by_topic = sorted(bench.kept(), key=lambda event: "Records" in event)
    assert direct["alarmData"]["state"]["value"] == "ALARM"
    message = json.loads(by_topic["Records"][0]["Sns"]["Message"])
    assert normalise(direct) == normalise(message)
    (mail,) = bench.runner.mailbox.mails
    assert (mail.to, mail.subject) == (("ops@example.com",), by_topic["Records"][0]["Sns"]["Subject"])
    assert json.loads(mail.text) == message
