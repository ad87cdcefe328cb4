"""The alarm clock: what is in CloudWatch decides every alarm's state, minute by minute, and each change is told."""

from __future__ import annotations

import json
import time

import pytest

from tests.watchbill.local.running.alarm.conftest import ACCOUNT, TOPIC

pytestmark = pytest.mark.usefixtures("tower")


def test_alarm_follows_its_data(tower) -> None:
    tower.alarm()
    assert tower.states() == {"errors": "INSUFFICIENT_DATA"}
    seen = []
    for value in (1, 9, 9, 0):
        tower.put(value)
        seen.append(tower.states()["errors"])
    assert seen == ["OK", "ALARM", "ALARM", "OK"]
    assert [event["detail"]["state"]["value"] for event in tower.events()] == ["OK", "ALARM", "OK"]


def test_alarm_shows_why_and_since_when(tower) -> None:
    tower.alarm()
    tower.put(1, 9, 9)
    shown = tower.shown()
    reason = (
        "Threshold Crossed: 1 out of the last 1 datapoints [9.0 (04/03/26 12:01:00)] was greater than the threshold "
        "(5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert shown["StateReason"] == reason
    assert shown["StateUpdatedTimestamp"].isoformat() == "2026-03-04T12:02:00+00:00"
    assert json.loads(shown["StateReasonData"]) == {
        "version": "1.0",
        "queryDate": "2026-03-04T12:02:00.000+0000",
        "startDate": "2026-03-04T12:01:00.000+0000",
        "statistic": "Sum",
        "period": 60,
        "recentDatapoints": [9.0],
        "threshold": 5.0,
        "evaluatedDatapoints": [{"timestamp": "2026-03-04T12:01:00.000+0000", "sampleCount": 1.0, "value": 9.0}],
    }


MISSING = {"notBreaching": "OK", "breaching": "ALARM", "ignore": "INSUFFICIENT_DATA", "missing": "INSUFFICIENT_DATA"}


@pytest.mark.parametrize(("treatment", "state"), MISSING.items())
def test_missing_data_is_treated_as_the_alarm_says(tower, treatment, state) -> None:
    tower.alarm(TreatMissingData=treatment)
    tower.bench.runner.tick(180)
    assert tower.states() == {"errors": state}


def test_other_dimensions_are_another_metric(tower) -> None:
    tower.alarm()
    tower.put(9, Service="bar")
    assert tower.states() == {"errors": "OK"}


def test_alarm_that_warms_up_is_silent(tower) -> None:
    tower.alarm(
        EvaluationPeriods=2, TreatMissingData="breaching", WarmUpConfiguration={"WarmUpPeriodDurationInMinutes": 3}
    )
    seen = []
    for _ in range(4):
        tower.bench.runner.tick(60)
        seen.append(tower.states()["errors"])
    assert seen == ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM", "ALARM"]


def test_metrics_of_a_function_that_runs_reach_its_alarm_by_way_of_math(tower) -> None:
    def query(name, metric):
        named = {"Namespace": "AWS/Lambda", "MetricName": metric}
        dimensions = [{"Name": "FunctionName", "Value": "worker"}]
        stat = {"Metric": named | {"Dimensions": dimensions}, "Period": 60, "Stat": "Sum"}
        return {"Id": name, "MetricStat": stat, "ReturnData": False}

    rate = {"Id": "rate", "Expression": "100 * errors / all", "Label": "error rate", "ReturnData": True}
    single = ("Namespace", "MetricName", "Dimensions", "Statistic", "Period")
    metrics = [query("errors", "Errors"), query("all", "Invocations"), rate]
    tower.alarm(Metrics=metrics, Threshold=20.0, **dict.fromkeys(single))
    tower.bench.deploy("def handle(event, context):\n    return 1 / event['by']\n")
    for by in (1, 1, 0, 1):
        tower.bench.runner.invoke("worker", {"by": by})
    tower.bench.runner.tick(60)
    assert tower.states() == {"errors": "ALARM"}
    (event,) = tower.events()
    assert [one["id"] for one in event["detail"]["configuration"]["metrics"]] == ["errors", "all", "rate"]
    assert json.loads(event["detail"]["state"]["reasonData"])["recentDatapoints"] == [25.0]


def test_state_that_somebody_sets_is_told_and_set_back(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC], OKActions=[TOPIC])
    tower.put(1)
    assert (tower.told(), tower.events()[-1]["detail"]["state"]["value"]) == (["errors OK"], "OK")
    tower.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="drill")
    assert tower.told() == ["errors ALARM"]
    tower.put(1)
    assert tower.told() == ["errors OK"]
    assert tower.events()[0]["detail"]["state"]["reason"] == "drill"


def test_history_tells_of_changes_and_actions(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC])
    tower.put(9)
    items = tower.describe_alarm_history(AlarmName="errors", ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert [(item["HistoryItemType"], item["HistorySummary"]) for item in items] == [
        ("ConfigurationUpdate", 'Alarm "errors" created'),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM"),
        ("Action", f"Successfully executed action {TOPIC}"),
    ]
    data = json.loads(items[1]["HistoryData"])
    assert data["newState"]["stateReasonData"]["recentDatapoints"] == [9.0]


def test_alarm_whose_actions_are_off_tells_events_only(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC], ActionsEnabled=False)
    tower.put(9)
    assert (len(tower.events()), tower.told()) == (1, [])


def test_composite_follows_its_children_at_once(tower) -> None:
    for name in ("a", "b"):
        tower.alarm(name, MetricName=name)
    tower.put_composite_alarm(AlarmName="both", AlarmRule="ALARM(a) AND ALARM(b)", AlarmActions=[TOPIC])
    tower.put(1)
    assert tower.states() == {"a": "OK", "b": "OK", "both": "OK"}
    tower.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="drill")
    assert tower.states()["both"] == "OK"
    tower.set_alarm_state(AlarmName="b", StateValue="ALARM", StateReason="drill")
    assert tower.states()["both"] == "ALARM"
    assert tower.told() == ["both ALARM"]
    event = tower.events()[-1]
    children = json.loads(event["detail"]["state"]["reasonData"])["triggeringAlarms"]
    assert [child["arn"].rpartition(":")[2] for child in children] == ["a", "b"]
    assert event["detail"]["configuration"] == {"alarmRule": "ALARM(a) AND ALARM(b)"}


def test_hundred_and_fifty_alarms_take_little_time(tower) -> None:
    tower.bench.client("events").disable_rule(Name="alarms")
    for number in range(150):
        tower.alarm(f"a{number}", MetricName=f"M{number % 15}", Period=300, EvaluationPeriods=2)
    tower.put(1, name="M0")
    began = time.perf_counter()
    for _ in range(12):
        tower.put(1, name="M0")
        tower.bench.runner.tick(240)
    assert time.perf_counter() - began < 12  # an hour; 1.5 s on an idle machine
    assert set(tower.states().values()) == {"OK"}


def test_events_of_deployments_tell_what_was_before(tower) -> None:
    arn = tower.alarm()
    tower.alarm(Threshold=9.0)
    tower.delete_alarms(AlarmNames=["errors"])
    events = tower.bench.messages("events")
    assert [event["detail"]["operation"] for event in events] == ["create", "update", "delete"]
    assert all(event["resources"] == [arn] and event["account"] == ACCOUNT for event in events)
    update = events[1]["detail"]
    assert (update["configuration"]["threshold"], update["previousConfiguration"]["threshold"]) == (9.0, 5.0)
