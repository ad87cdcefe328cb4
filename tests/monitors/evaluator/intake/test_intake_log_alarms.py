"""Log alarms of templates and dumps, read as they stand; every planted mistake is found on its line."""

from __future__ import annotations

import json
from pathlib import Path

import botocore.session
import cfnlint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluator.intake import ForeignAlarm, Intake, read_alarms
from monitors.evaluator.intake.property import LOG_ALARM
from monitors.evaluator.log.aggregation import Aggregation
from monitors.evaluator.log.condition import LogCondition
from monitors.model.alarm import Comparison, MissingData
from monitors.model.problem import Level

FILE = "log-alarms.yaml"
TEXT = (Path(__file__).parent / "samples" / FILE).read_text()


def read(**parameters: str) -> Intake:
    return read_alarms(TEXT, file=FILE, parameters=parameters)


def alarm(intake: Intake, name: str) -> ForeignAlarm:
    return next(alarm for alarm in intake.alarms if alarm.name == name)


def line(text: str, after: str) -> int:
    lines = TEXT.splitlines()
    start = next(index for index, found in enumerate(lines) if found.strip() == f"{after}:")
    return next(index for index, found in enumerate(lines[start:], start + 1) if text in found)


@pytest.mark.parametrize(
    ("resource", "text", "level", "code"),
    [
        ("SlowService", "ActionLogLineCount:", Level.WARNING, "log-lines-shown"),
        ("SlowService", "ScheduledQueryConfiguration:", Level.WARNING, "late-lines"),
        ("SlowService", "ScheduledQueryConfiguration:", Level.WARNING, "contributor-actions"),
        ("NeverQuiet", "ScheduledQueryConfiguration:", Level.WARNING, "lines-unseen"),
        ("NeverQuiet", "Threshold:", Level.ERROR, "never-fires"),
        ("NeverQuiet", "AlarmActions:", Level.ERROR, "action-refused"),
        ("NeverQuiet", "ComparisonOperator:", Level.WARNING, "default-treatment"),
        ("Impossible", "ComparisonOperator:", Level.ERROR, "unknown-value"),
        ("Impossible", "Period:", Level.ERROR, "unknown-property"),
        ("Impossible", "ActionLogLineCount:", Level.ERROR, "log-alarm"),
        ("Impossible", "QueryString:", Level.ERROR, "missing-property"),
        ("Impossible", "AggregationExpression:", Level.ERROR, "log-alarm"),
        ("Impossible", "ScheduleExpression:", Level.ERROR, "log-alarm"),
        ("Repeating", "ScheduledQueryConfiguration:", Level.ERROR, "log-alarm"),
        ("Repeating", "QueryResultsToEvaluate:", Level.ERROR, "evaluation-periods"),
    ],
)
def test_each_mistake_is_named_on_its_line(resource: str, text: str, level: Level, code: str) -> None:
    found = {(problem.level, problem.code, problem.source.line) for problem in read().findings}
    assert (level, code, line(text, resource)) in found


def test_a_sound_alarm_arrives_whole_and_is_not_accused() -> None:
    intake = read()
    assert [one.message for one in intake.findings if ".ManyErrors." in one.path] == []
    found = alarm(intake, "many-errors")
    assert isinstance(found.condition, LogCondition)
    condition = found.condition
    assert (condition.period, condition.start, condition.end) == (300, 420, 120)
    assert (condition.datapoints_to_alarm, condition.evaluation_periods) == (3, 5)
    assert (condition.comparison, condition.threshold) == (Comparison.GREATER, 100)
    assert (condition.missing_data, condition.aggregation) == (MissingData.MISSING, Aggregation("count", "*"))
    assert (found.description, found.actions.tells_alarm) == ("More than 100 errors", True)


def test_contributors_and_warm_up_arrive() -> None:
    condition = alarm(read(), "SlowService").condition
    assert isinstance(condition, LogCondition)
    assert condition.aggregation == Aggregation("avg", "latency", ("service",))
    assert (condition.warm_up_minutes, condition.warm_up_whole) == (60, True)


def test_a_composite_knows_log_alarms_by_name_and_arn() -> None:
    (composite,) = read().composites
    assert composite.children == ("many-errors", "SlowService")
    assert not [one for one in read().findings if one.code == "unknown-child"]


def test_parameters_decide_the_rate_and_without_one_the_alarm_is_left_out() -> None:
    condition = alarm(read(Rate="rate(1 hour)"), "many-errors").condition
    assert condition is not None
    assert condition.period == 3_600
    open_ = read_alarms(TEXT.replace(", Default: rate(5 minutes)", ""), file=FILE)
    assert alarm(open_, "many-errors").condition is None
    assert "unresolved" in {one.code for one in open_.findings}


def test_a_dump_holds_log_alarms_too() -> None:
    """Keys are those of botocore's LogAlarm shape, which the model of the service confirms."""
    dump = {
        "MetricAlarms": [],
        "LogAlarms": [
            {
                "AlarmName": "errors",
                "ActionsEnabled": True,
                "AlarmActions": [],
                "StateValue": "OK",
                "ScheduledQueryConfiguration": {
                    "QueryString": "fields @message",
                    "QueryARN": "arn:aws:logs:eu-west-1:123456789012:scheduled-query:x",
                    "ScheduledQueryRoleARN": "arn:aws:iam::123456789012:role/x",
                    "ScheduleConfiguration": {
                        "ScheduleExpression": "rate(1 minute)",
                        "StartTimeOffset": 180,
                        "EndTimeOffset": 120,
                    },
                    "AggregationExpression": "sum(bytes)",
                },
                "QueryResultsToEvaluate": 3,
                "QueryResultsToAlarm": 2,
                "Threshold": 5.0,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "ignore",
            }
        ],
    }
    shape = botocore.session.get_session().get_service_model("cloudwatch").shape_for("LogAlarm")
    assert dump["LogAlarms"][0].keys() <= shape.members.keys()
    assert dump["LogAlarms"][0]["ScheduledQueryConfiguration"].keys() <= (
        shape.members["ScheduledQueryConfiguration"].members.keys()
    )
    intake = read_alarms(json.dumps(dump), file="dump.json")
    assert intake.findings == ()
    condition = alarm(intake, "errors").condition
    assert condition is not None
    assert (condition.period, condition.missing_data) == (60, MissingData.IGNORE)


@given(
    st.dictionaries(
        st.sampled_from(["QueryString", "AggregationExpression", "ScheduleConfiguration", "LogGroupIdentifiers"]),
        st.sampled_from(
            [None, 0, -1, "", "count(*)", "sum(a) by b", [], ["x"], {}, {"Ref": "X"}, {"ScheduleExpression": 3}]
            + [{"ScheduleExpression": "rate(1 day)", "StartTimeOffset": start} for start in (1, "60", -1, 1e9, "x")]
        ),
    )
)
def test_any_query_gives_an_alarm_or_findings(query: dict[str, object]) -> None:
    properties = {
        "ScheduledQueryConfiguration": {"QueryString": "fields a", "ScheduledQueryRoleARN": "r", **query},
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 1,
        "QueryResultsToEvaluate": 2,
        "QueryResultsToAlarm": 2,
    }
    text = json.dumps({"Resources": {"A": {"Type": "AWS::CloudWatch::LogAlarm", "Properties": properties}}})
    intake = read_alarms(text, file="t")
    assert all(one.condition is not None or intake.findings for one in intake.alarms)


def test_the_properties_known_are_cloudformations() -> None:
    folder = Path(cfnlint.__file__).parent / "data/schemas"
    name = json.loads((folder / "providers/us-east-1.json").read_text())["AWS::CloudWatch::LogAlarm"]
    schema = json.loads((folder / "resources" / f"{name}.json").read_text())
    written = schema["properties"].keys() - {path.rpartition("/")[2] for path in schema.get("readOnlyProperties", ())}
    assert written == LOG_ALARM
