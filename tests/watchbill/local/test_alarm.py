"""The alarm API keeps what it is given, shows it as CloudWatch does and refuses what CloudWatch refuses."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

ALARM = {
    "AlarmName": "errors",
    "Namespace": "N",
    "MetricName": "M",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"


@pytest.fixture
def watch(cloud):
    cloud.reset()
    return cloud.client("cloudwatch")


def states(watch):
    return {a["AlarmName"]: a["StateValue"] for a in watch.describe_alarms()["MetricAlarms"]}


def test_alarm_starts_without_data_and_keeps_its_state_when_it_is_changed(watch) -> None:
    watch.put_metric_alarm(**ALARM)
    assert states(watch) == {"errors": "INSUFFICIENT_DATA"}
    watch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="drill", StateReasonData='{"a": 1}')
    watch.put_metric_alarm(**{**ALARM, "Threshold": 9.0})
    (alarm,) = watch.describe_alarms()["MetricAlarms"]
    assert (alarm["StateValue"], alarm["StateReason"], alarm["Threshold"]) == ("ALARM", "drill", 9.0)
    assert json.loads(alarm["StateReasonData"]) == {"a": 1}


REFUSED = {
    "M > N": ({"DatapointsToAlarm": 4}, "DatapointsToAlarm must be less than or equal to EvaluationPeriods"),
    "period": ({"Period": 7}, "Period must be 10, 20, 30 or a multiple of 60"),
    "no statistic": ({"Statistic": None}, "Exactly one of Statistic or ExtendedStatistic"),
    "two statistics": ({"ExtendedStatistic": "p99"}, "Exactly one of Statistic or ExtendedStatistic"),
    "bad percentile": ({"Statistic": None, "ExtendedStatistic": "q9"}, "ExtendedStatistic is not supported"),
    "six actions": ({"AlarmActions": [TOPIC] * 6}, "less than or equal to 5"),
    "long description": ({"AlarmDescription": "x" * 1025}, "less than or equal to 1024"),
    "long name": ({"AlarmName": "x" * 256}, "less than or equal to 255"),
    "operator": ({"ComparisonOperator": "Nope"}, "satisfy enum value set"),
    "missing data": ({"TreatMissingData": "perhaps"}, "TreatMissingData must be one of"),
    "no namespace": ({"Namespace": None}, "The parameter Namespace is required"),
    "range too long": ({"Period": 300, "EvaluationPeriods": 300}, "more than a day"),
    "metrics and metric": (
        {"Metrics": [{"Id": "a", "Expression": "1"}]},
        "Exactly one of Metrics or MetricName",
    ),
}


@pytest.mark.parametrize(("change", "text"), REFUSED.values(), ids=REFUSED)
def test_alarm_is_refused(watch, change, text) -> None:
    wanted = {name: value for name, value in {**ALARM, **change}.items() if value is not None}
    with pytest.raises(ClientError, match=text):
        watch.put_metric_alarm(**wanted)
    assert states(watch) == {}


QUERIES = {
    "two results": ([{"Id": "a", "Expression": "1"}, {"Id": "b", "Expression": "2"}], "Exactly one element"),
    "bad id": ([{"Id": "A", "Expression": "1"}], "must match"),
    "both kinds": (
        [{"Id": "a", "Expression": "1", "MetricStat": {"Metric": {}, "Period": 60, "Stat": "Sum"}}],
        "exactly one of MetricStat and Expression",
    ),
}


@pytest.mark.parametrize(("queries", "text"), QUERIES.values(), ids=QUERIES)
def test_metric_math_alarm_is_refused(watch, queries, text) -> None:
    shared = ("AlarmName", "EvaluationPeriods", "Threshold", "ComparisonOperator")
    with pytest.raises(ClientError, match=text):
        watch.put_metric_alarm(**{name: ALARM[name] for name in shared}, Metrics=queries)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("ALARM(nobody)", r"alarms \[nobody\] in the alarm rule do not exist"),
        ("ALARM(errors", "AlarmRule is not valid near its end"),
        ("ALARM(errors) XOR OK(errors)", "AlarmRule is not valid near XOR"),
        ("MAYBE(errors)", "AlarmRule is not valid near MAYBE"),
        ("ALARM(all)", "do not exist"),
        (" AND ".join(f"ALARM(a{i})" for i in range(101)), "101 alarms; 100 is the maximum"),
    ],
    ids=["unknown", "open", "operator", "state", "itself", "101"],
)
def test_composite_is_refused(watch, rule, text) -> None:
    watch.put_metric_alarm(**ALARM)
    with pytest.raises(ClientError, match=text):
        watch.put_composite_alarm(AlarmName="all", AlarmRule=rule)


@pytest.mark.parametrize(
    "rule",
    ["ALARM(errors)", 'ALARM("errors") AND NOT (OK(errors) OR FALSE)', "AT_LEAST(1, ALARM, (errors))", "TRUE"],
)
def test_composite_is_kept_and_listed_by_its_type(watch, rule) -> None:
    watch.put_metric_alarm(**ALARM)
    watch.put_composite_alarm(AlarmName="all", AlarmRule=rule)
    assert watch.describe_alarms()["CompositeAlarms"] == []
    (found,) = watch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (found["AlarmRule"], found["StateValue"]) == (rule, "INSUFFICIENT_DATA")


def test_composites_must_not_form_a_circle_and_hold_their_children(watch) -> None:
    watch.put_metric_alarm(**ALARM)
    watch.put_composite_alarm(AlarmName="a", AlarmRule="ALARM(errors)")
    watch.put_composite_alarm(AlarmName="b", AlarmRule="ALARM(a)")
    with pytest.raises(ClientError, match="forms a cycle"):
        watch.put_composite_alarm(AlarmName="a", AlarmRule="ALARM(b)")
    with pytest.raises(ClientError, match="composite alarms depending on it"):
        watch.delete_alarms(AlarmNames=["errors"])
    watch.delete_alarms(AlarmNames=["b"])
    watch.delete_alarms(AlarmNames=["a"])
    watch.delete_alarms(AlarmNames=["errors"])
    assert states(watch) == {}


def test_alarms_come_in_pages_of_fifty_in_order(watch) -> None:
    for index in range(120):
        watch.put_metric_alarm(**{**ALARM, "AlarmName": f"a{index:03}"})
    pages = [p["MetricAlarms"] for p in watch.get_paginator("describe_alarms").paginate()]
    assert [len(page) for page in pages] == [50, 50, 20]
    names = [alarm["AlarmName"] for page in pages for alarm in page]
    assert names == sorted(names)
    assert len(watch.describe_alarms(MaxRecords=7)["MetricAlarms"]) == 7


def test_alarms_are_found_by_name_prefix_state_action_and_metric(watch) -> None:
    watch.put_metric_alarm(**{**ALARM, "AlarmName": "one", "AlarmActions": [TOPIC]})
    watch.put_metric_alarm(**{**ALARM, "AlarmName": "two", "Dimensions": [{"Name": "F", "Value": "f"}]})
    watch.set_alarm_state(AlarmName="two", StateValue="OK", StateReason="r")

    def found(**asked):
        return [a["AlarmName"] for a in watch.describe_alarms(**asked)["MetricAlarms"]]

    assert found(AlarmNames=["two", "three"]) == ["two"]
    assert found(AlarmNamePrefix="o") == ["one"]
    assert found(StateValue="OK") == ["two"]
    assert found(ActionPrefix="arn:aws:sns") == ["one"]
    dimensions = [{"Name": "F", "Value": "f"}]
    by_metric = watch.describe_alarms_for_metric(MetricName="M", Namespace="N", Dimensions=dimensions)
    assert [a["AlarmName"] for a in by_metric["MetricAlarms"]] == ["two"]


def test_history_tells_creation_transition_and_deletion_newest_first(watch) -> None:
    watch.put_metric_alarm(**ALARM)
    watch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="drill")
    watch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="again")
    watch.delete_alarms(AlarmNames=["errors"])
    items = watch.describe_alarm_history(AlarmName="errors")["AlarmHistoryItems"]
    assert [item["HistoryItemType"] for item in items] == ["ConfigurationUpdate", "StateUpdate", "ConfigurationUpdate"]
    data = json.loads(items[1]["HistoryData"])
    assert (data["oldState"]["stateValue"], data["newState"]["stateValue"]) == ("INSUFFICIENT_DATA", "ALARM")
    only = watch.describe_alarm_history(HistoryItemType="StateUpdate", ScanBy="TimestampAscending")
    assert len(only["AlarmHistoryItems"]) == 1


def test_tags_belong_to_alarms_and_put_does_not_touch_them_again(watch) -> None:
    watch.put_metric_alarm(**ALARM, Tags=[{"Key": "priority", "Value": "high"}])
    watch.put_metric_alarm(**ALARM, Tags=[{"Key": "priority", "Value": "low"}])
    arn = watch.describe_alarms()["MetricAlarms"][0]["AlarmArn"]
    assert watch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "priority", "Value": "high"}]
    watch.untag_resource(ResourceARN=arn, TagKeys=["priority"])
    assert watch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        watch.list_tags_for_resource(ResourceARN=arn + "x")


def test_actions_are_switched(watch) -> None:
    watch.put_metric_alarm(**ALARM)
    watch.disable_alarm_actions(AlarmNames=["errors"])
    assert watch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"] is False
    watch.enable_alarm_actions(AlarmNames=["errors"])
    assert watch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"] is True


def test_mute_rules_are_checked_and_listed_by_alarm(watch) -> None:
    rule = {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT1H"}}
    watch.put_alarm_mute_rule(Name="night", Rule=rule, MuteTargets={"AlarmNames": ["errors"]})
    (found,) = watch.list_alarm_mute_rules(AlarmName="errors")["AlarmMuteRuleSummaries"]
    assert (found["Status"], found["MuteType"]) == ("SCHEDULED", "RECURRING")
    assert watch.list_alarm_mute_rules(AlarmName="other")["AlarmMuteRuleSummaries"] == []
    with pytest.raises(ClientError, match="is not an ISO 8601 duration"):
        watch.put_alarm_mute_rule(Name="bad", Rule={"Schedule": {**rule["Schedule"], "Duration": "1h"}})
    watch.delete_alarm_mute_rule(AlarmMuteRuleName="night")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        watch.get_alarm_mute_rule(AlarmMuteRuleName="night")


def test_regions_are_apart(cloud, watch) -> None:
    watch.put_metric_alarm(**ALARM)
    elsewhere = cloud.session.client("cloudwatch", region_name="eu-west-1")
    assert elsewhere.describe_alarms()["MetricAlarms"] == []
