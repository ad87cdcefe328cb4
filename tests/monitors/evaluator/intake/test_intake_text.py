"""Text of any form in, findings or values out; never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.evaluator.intake import Intake, read_alarms
from monitors.evaluator.intake.document import load
from monitors.evaluator.intake.located import Located
from monitors.evaluator.intake.property import COMPOSITE_ALARM, LOG_ALARM, METRIC_ALARM

SOUND: dict[str, Any] = {
    "Namespace": "Own",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 1,
    "TreatMissingData": "notBreaching",
}


def read(text: str) -> Intake:
    return read_alarms(text, file="t", check_metric=lambda metric, unit: ())


def read_one(properties: dict[str, Any], kind: str = "Alarm") -> Intake:
    return read(json.dumps({"Resources": {"A": {"Type": f"AWS::CloudWatch::{kind}", "Properties": properties}}}))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "neither a template"),
        ("just words", 1, "neither a template"),
        ("[1, 2]", 1, "neither a template"),
        ('{"Resources":\n  {"A": }}', 2, "not JSON: a value is expected"),
        ('{"a" 1}', 1, "a colon is expected"),
        ("{'a': 1}", 1, "a key in double quotes"),
        ('{"a": 1 "b": 2}', 1, "a comma or }"),
        ('{"a": 1,\n}', 2, "a key in double quotes"),
        ('{"a": 1} x', 1, "Extra data"),
        ("a: 1\nb: [}", 2, "not YAML"),
        ("a: 1\n\tb: 2", 2, "not YAML"),
        ("a: !!python/object:os.system x", 1, "not YAML"),
        ("a: *nobody", 1, "not YAML"),
        ("[" * 100_000, 1, "nested too deeply"),
        ("? [a]\n: 1", 1, "neither a template"),
    ],
)
def test_what_cannot_be_read_is_a_finding_with_its_line(text: str, line: int, message: str) -> None:
    (problem,) = read(text).findings
    assert (problem.code, problem.source.line) == ("unreadable", line)
    assert message in problem.message


def test_json_and_yaml_know_the_same_places() -> None:
    text = '{\n  "a": {"b": [1, {"c": 2}]},\n  "d": "x"\n}'
    first, second = load(text, "t"), load("---\n" + text, "t")
    assert isinstance(first, Located)
    assert isinstance(second, Located)
    assert first == second
    assert {key: (line + 1, column) for key, (line, column) in first.places.items()} == second.places
    assert first["a"]["b"][1].place == (2, 18)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(JSON.filter(lambda value: isinstance(value, (list, dict))), st.sampled_from([None, "\t", 2]))
def test_json_is_read_as_the_standard_library_reads_it(value: object, indent: str | int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert load(text, "t") == json.loads(text)


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet='{}[]":,!&*- \n\tRefSub$', max_size=60))
def test_any_text_gives_an_intake(text: str) -> None:
    assert isinstance(read(text), Intake)


JUNK = JSON | st.sampled_from(
    [
        *SOUND.values(),
        {"Ref": "X"},
        {"Fn::Sub": 3},
        [{"Id": "m", "Expression": "m +"}],
        [{"Id": "m", "MetricStat": {"Metric": SOUND, "Period": 60, "Stat": "Sum"}}],
        "ALARM(a) OR",
        "GreaterThanUpperThreshold",
        1e400,
        -1,
        "1e9",
    ]
)


@pytest.mark.parametrize(
    ("kind", "names"), [("Alarm", METRIC_ALARM), ("CompositeAlarm", COMPOSITE_ALARM), ("LogAlarm", LOG_ALARM)]
)
@settings(deadline=None)
@given(data=st.data())
def test_any_properties_give_an_alarm_or_findings(kind: str, names: frozenset[str], data: st.DataObject) -> None:
    properties = SOUND | data.draw(st.dictionaries(st.sampled_from(sorted(names)), JUNK, max_size=8))
    intake = read_one(properties, kind)
    alarms = [*intake.alarms, *intake.composites]
    assert alarms or intake.findings
    assert all(alarm.condition is not None or intake.findings for alarm in intake.alarms)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=3), JSON)
def test_any_template_gives_an_intake(resources: dict[str, Any], properties: object) -> None:
    kinds = {key: {"Type": "AWS::CloudWatch::Alarm", "Condition": key, "Properties": properties} for key in resources}
    assert isinstance(read(json.dumps({"Resources": resources | kinds, "Conditions": resources})), Intake)
    assert isinstance(read(json.dumps({"MetricAlarms": properties, "CompositeAlarms": [properties]})), Intake)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"Period": 45}, ["invalid-period"]),
        ({"Period": "soon"}, ["wrong-type"]),
        ({"Period": 10}, []),
        ({"Period": 10, "Namespace": "AWS/Lambda"}, ["high-resolution"]),
        ({"Period": None}, ["missing-property"]),
        ({"EvaluationPeriods": 0}, ["evaluation-periods", "datapoints-to-alarm"]),
        ({"EvaluationPeriods": 2.5}, ["wrong-type"]),
        ({"EvaluationPeriods": 168, "Period": 3600}, []),
        ({"EvaluationPeriods": 169, "Period": 3600}, ["window-too-long"]),
        ({"DatapointsToAlarm": 4}, ["datapoints-to-alarm"]),
        ({"DatapointsToAlarm": None}, []),
        ({"Statistic": "p99"}, []),
        ({"Statistic": "p101"}, ["unknown-statistic"]),
        ({"Statistic": None}, ["statistic"]),
        ({"ExtendedStatistic": "p90"}, ["statistic"]),
        ({"Statistic": None, "ExtendedStatistic": "TM(10%:90%)"}, []),
        ({"ComparisonOperator": "GreaterThanUpperThreshold"}, ["band"]),
        ({"ThresholdMetricId": "ad"}, ["band", "needs-series", "needs-series"]),
        ({"Threshold": None}, ["missing-property"]),
        ({"Threshold": True}, ["wrong-type"]),
        ({"TreatMissingData": None}, ["default-treatment"]),
        ({"TreatMissingData": "notbreaching"}, ["unknown-value"]),
        ({"Unit": "Count"}, ["unit-set"]),
        ({"Dimensions": {"Name": "a", "Value": "b"}}, ["wrong-type"]),
        ({"Dimensions": [{"Name": "a"}]}, ["missing-property"]),
        ({"AlarmActions": ["a"] * 6}, ["too-many-actions"]),
        ({"MetricName": None}, ["missing-property"]),
        ({"Metrics": [{"Id": "m", "Expression": "SELECT MAX(x) FROM y"}]}, ["both-forms"] * 4 + ["no-period"]),
        ({"Treshold": 1}, ["unknown-property"]),
    ],
)
def test_one_change_one_finding(change: dict[str, Any], codes: list[str]) -> None:
    assert [problem.code for problem in read_one(SOUND | change).findings] == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"AlarmRule": "ALARM(x)"}, ["unknown-child"]),
        ({"AlarmRule": "TRUE"}, []),
        ({}, ["missing-property"]),
        ({"AlarmRule": "ALARM(x"}, ["alarm-rule"]),
        ({"AlarmRule": "TRUE OR TRUE AND FALSE"}, ["undocumented"]),
        ({"AlarmRule": "TRUE", "ActionsSuppressor": "s"}, ["missing-property", "missing-property"]),
    ],
)
def test_a_composite_is_checked_too(change: dict[str, Any], codes: list[str]) -> None:
    assert [problem.code for problem in read_one(change, "CompositeAlarm").findings] == codes


def test_the_registrys_reasons_become_findings_that_name_the_metric() -> None:
    seen: list[tuple[str, str | None]] = []

    def check(metric: Any, unit: str | None) -> tuple[tuple[str, str], ...]:
        seen.append((metric.name, unit))
        return (("never-fires", "no such series"),)

    text = json.dumps({"MetricAlarms": [SOUND | {"AlarmName": "a", "Unit": "Percent"}]})
    problem = read_alarms(text, file="t", check_metric=check).findings[0]
    assert seen == [("Errors", "Percent")]
    assert (problem.code, problem.message) == ("never-fires", "Own Errors: no such series")


def test_two_alarms_of_one_name_are_reported() -> None:
    text = json.dumps({"MetricAlarms": [SOUND | {"AlarmName": "a"}] * 2})
    assert [problem.code for problem in read(text).findings] == ["duplicate-name"]


def test_a_misspelt_property_is_met_with_the_right_one() -> None:
    assert read_one(SOUND | {"TreatMissing": "x"}).findings[0].help == "did you mean TreatMissingData?"


def test_a_loop_over_resources_is_not_read_silently() -> None:
    text = json.dumps({"Resources": {"Fn::ForEach::Alarms": ["x", ["a"], {}]}})
    assert [problem.code for problem in read(text).findings] == ["not-read"]


def test_a_secret_default_appears_nowhere() -> None:
    text = """
Parameters: { Key: { Type: String, NoEcho: true, Default: hunter2 } }
Resources:
  A: { Type: "AWS::CloudWatch::Alarm", Properties: { AlarmName: !Ref Key, Threshold: !Ref Key, Unit: !Sub "${Key}" } }
"""
    assert "hunter2" not in repr(read(text))
