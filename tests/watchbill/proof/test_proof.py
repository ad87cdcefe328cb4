"""`watchbill test` as a person or a CI job runs it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from monitors.evaluator.schema import build_schema
from watchbill.cli.test import command
from watchbill.proof.session import find_files

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "tests/alarms/examples"

ALARM = """
alarms:
  high:
    {Namespace: N, MetricName: M, Statistic: Sum, Period: 300, ComparisonOperator: GreaterThanThreshold,
     Threshold: 5, EvaluationPeriods: 1}
"""
GOOD = "  - {name: good, series: {M: 0 for 20m}, expect: [{never: ALARM}]}\n"
BAD = "  - {name: bad, series: {M: 0 for 10m 9 for 5m 0 for 9m}, expect: [{never: ALARM}, {at: 3m, state: OK}]}\n"
SPARSE = "  - {name: sparse, series: {M: _ for 9m 9 _ for 20m}, expect: [{at: 20m, state: ALARM}]}\n"
BROKEN = "  - {name: broken, series: {X: 1}, expect: [{never: ALARM}]}\n"


@pytest.fixture
def run(tmp_path):
    """Write files, run the command on them, give (exit code, stdout)."""

    def go(files: dict[str, str], *arguments: str) -> tuple[int, str]:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        found = CliRunner().invoke(command, [*(str(tmp_path / name) for name in files if "t." in name), *arguments])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.stdout.replace(str(tmp_path) + "/", "")

    return go


@pytest.mark.parametrize(
    ("tests", "arguments", "code"),
    [
        (GOOD, (), 0),
        (GOOD + BAD, (), 1),
        (GOOD + BAD, ("-k", "GOOD"), 0),
        (GOOD, ("-k", "nothing"), 2),
        (SPARSE, (), 0),
        (SPARSE, ("--strict",), 1),
        (BROKEN, (), 1),
        ("  - {name: x}\n", (), 1),
    ],
)
def test_exit_codes(run, tests, arguments, code):
    assert run({"t.yaml": f"{ALARM}tests:\n{tests}"}, *arguments)[0] == code


def test_a_failure_shows_expected_got_why_and_a_picture(run):
    _, out = run({"t.yaml": f"{ALARM}tests:\n{BAD}"})
    assert "✗ bad\n      t.yaml:7\n      expected  never ALARM\n      got       ALARM at 11m\n" in out
    assert "why       Threshold Crossed: 1 out of the last 1 datapoints [9.0 (05/01/26 00:06:00)] was greater" in out
    assert " > 5 ┄┄" in out
    assert "state ──" in out.replace("░", "─")
    assert "█ ALARM  ─ OK" in out
    assert out.endswith("s\n")
    assert "1 failed in" in out


def test_what_depends_on_undocumented_behaviour_is_said(run):
    _, out = run({"t.yaml": f"{ALARM}tests:\n{SPARSE}"})
    assert "? sparse" in out
    assert "depends on the evaluation range (N): expected ALARM at 20m, got INSUFFICIENT_DATA since 15m" in out


def test_a_test_that_cannot_run_says_where_and_why(run):
    _, out = run({"t.yaml": f"{ALARM}tests:\n{BROKEN}"})
    assert "t.yaml:7\n      cannot run: series 'X' is read by none of the alarms; they read M" in out


def test_junit_counts_failures_errors_and_strictness(run):
    text = f"{ALARM}tests:\n{GOOD}{BAD}{SPARSE}{BROKEN}  - {{name: x}}\n"
    _, out = run({"t.yaml": text}, "--format", "junit", "--strict")
    root = ET.fromstring(out)
    kinds = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert kinds == {"good": [], "bad": ["failure"], "sparse": ["failure"], "broken": ["error"], "line 11": ["error"]}
    assert [(suite.get("failures"), suite.get("errors")) for suite in root] == [("2", "1"), ("0", "1")]


def test_json_holds_timelines_incidents_and_verdicts(run):
    _, out = run({"t.yaml": f"{ALARM}tests:\n{BAD}{SPARSE}"}, "--format", "json")
    bad, sparse = json.loads(out)["tests"]
    assert (bad["verdict"], sparse["verdict"]) == ("failed", "depends")
    assert bad["shortfalls"][0]["expected"] == "never ALARM"
    assert [change["state"] for change in bad["alarms"]["high"]] == ["INSUFFICIENT_DATA", "OK", "ALARM", "OK"]
    assert bad["incidents"] == [{"incident": "high", "opened": 660, "closed": 1200, "severity": ""}]


TEMPLATE = """
Parameters: {Limit: {Type: Number, Default: 5}}
Resources:
  High:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: load}]
      Statistic: Sum
      Period: 60
      ComparisonOperator: GreaterThanThreshold
      Threshold: !Ref Limit
      EvaluationPeriods: 1
      TreatMissingData: notBreaching
"""


@pytest.mark.parametrize(("limit", "code"), [("5", 0), ("10", 1)])
def test_an_alarm_of_somebody_elses_template_is_tested_as_it_stands(run, limit, code):
    test = f"""
template: template.yaml
alarm: High
parameters: {{Limit: "{limit}"}}
tests:
  - {{name: t, series: {{"AWS/Lambda/Errors{{FunctionName=load}}": 0 for 5m 9}}, expect: [{{at: 6m, state: ALARM}}]}}
"""
    assert run({"template.yaml": TEMPLATE, "t.yaml": test})[0] == code


def test_an_alarm_that_can_never_fire_is_reported_by_name(run):
    wrong = TEMPLATE.replace("Name: FunctionName", "Name: Function")
    test = "template: template.yaml\ntests: [{name: t, expect: [{never: ALARM}]}]"
    code, out = run({"template.yaml": wrong, "t.yaml": test})
    assert "template.yaml:8:7: High: AWS/Lambda Errors" in out
    assert (code, "on AWS this alarm is refused or never has data" in out) == (1, True)
    for form in ("junit", "json"):
        code, out = run({"template.yaml": wrong, "t.yaml": test}, "--format", form)
        assert (code, "AWS/Lambda Errors" in out) == (1, True)


BAND = """
Resources:
  Unusual:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanUpperThreshold
      ThresholdMetricId: band
      EvaluationPeriods: 1
      TreatMissingData: notBreaching
      Metrics:
        - {Id: band, Expression: "ANOMALY_DETECTION_BAND(m1, 2)"}
        - {Id: m1, MetricStat: {Metric: {Namespace: Own, MetricName: Calls}, Period: 60, Stat: Sum}}
  Fleet:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      Threshold: 5
      EvaluationPeriods: 2
      TreatMissingData: notBreaching
      Metrics: [{Id: q1, Expression: SELECT SUM(Errors) FROM "AWS/Lambda", Period: 60}]
"""


@pytest.mark.parametrize(
    ("test", "code", "told"),
    [
        ("{alarm: Unusual, series: {Calls: 5 9, band.upper: 7x1}, expect: [{opened: 2m}]", 0, "✓"),
        ("{alarm: Unusual, series: {Calls: 5 9}, expect: [{opened: 2m}]", 1, "band.upper cannot be computed offline"),
        ("{alarm: Fleet, series: {q1: 0 9 9}, expect: [{opened: 3m}]", 0, "✓"),
        ("{alarm: Fleet, expect: [{opened: 3m}]", 1, "q1 cannot be computed offline"),
    ],
)
def test_what_models_and_queries_give_is_given_by_the_test_and_must_be(run, test, code, told):
    found, out = run({"template.yaml": BAND, "t.yaml": f"template: template.yaml\ntests:\n  - {test}, name: t}}\n"})
    assert (found, told in out) == (code, True), out


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("Resources:\n  A: [\n", "template.yaml:3:1: not YAML"),
        ("Resources:\n  Topic: {Type: AWS::SNS::Topic}\n", "template.yaml: there are no alarms in it"),
        ("hello", "neither a template (no Resources) nor a DescribeAlarms dump"),
    ],
)
def test_a_template_that_gives_nothing_to_test_is_told(run, template, told):
    test = "template: template.yaml\ntests: [{name: t, alarm: High, expect: [incidents: 0]}]"
    code, out = run({"template.yaml": template, "t.yaml": test})
    assert (code, told in out) == (1, True), out


MUTED = """
Resources:
  High:
    Type: AWS::CloudWatch::Alarm
    Properties:
      {Namespace: Own, MetricName: M, Statistic: Sum, Period: 60, ComparisonOperator: GreaterThanThreshold,
       TreatMissingData: notBreaching, AlarmActions: [a], EvaluationPeriods: 1, Threshold: 5}
  Nightly:
    Type: AWS::CloudWatch::AlarmMuteRule
    Properties:
      Rule: {Schedule: {Expression: "cron(10 0 * * ?)", Duration: PT30M, Timezone: Europe/Berlin}}
      MuteTargets: {AlarmNames: [!Ref High, gone]}
  Wrong:
    Type: AWS::CloudWatch::AlarmMuteRule
    Properties:
      Rule: {Schedule: {Expression: "cron(99 0 * * ?)", Duration: PT30M}}
"""


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-01-05T00:00:00+01:00", "{notified: nobody, until: 39m}, {notified: ALARM, at: 40m}"),
        ("2026-01-05T00:00:00Z", "{notified: ALARM, at: 21m}"),
    ],
)
def test_the_mute_rules_of_a_template_mute(run, start, expected):
    alarm = f"name: t, alarm: High, start: {start}, series: {{M: 0 for 20m 9 for 40m}}, expect: [{expected}]"
    code, out = run({"template.yaml": MUTED, "t.yaml": f"template: template.yaml\ntests:\n  - {{{alarm}}}\n"})
    assert code == 0, out


def test_what_is_wrong_with_a_mute_rule_is_told_as_its_own(run):
    test = "template: template.yaml\ntests: [{name: t, series: {M: 1}, expect: [{incidents: 0, alarm: High}]}]"
    code, out = run({"template.yaml": MUTED, "t.yaml": test})
    assert "Nightly: Nightly mutes 'gone', which is not in this text" in out
    assert "Wrong: " in out
    assert "High: " not in out
    assert code == 1


def test_a_rule_of_the_catalogue_is_tested_on_settings_of_the_tests_own(run):
    test = """
rule: lambda_function.error_rate_high
resource: {timeout_seconds: 60}
series: {calls: 100 for 1h}
before: 30m
tests:
  - {name: healthy, series: {errors: 0 for 1h}, expect: [incidents: 0]}
  - {name: failing, series: {errors: 0 for 10m 50 for 50m}, expect: [{never: ALARM}]}
  - {name: misspelt, rule: lambda_function.eror_rate_high, expect: [incidents: 0]}
"""
    code, out = run({"t.yaml": test})
    assert code == 1
    assert "✓ healthy" in out
    assert "✗ failing" in out
    assert "did you mean lambda_function.error_rate_high" in out


def test_a_path_that_is_not_there_is_told():
    from monitors.model.errors import WatchbillError

    with pytest.raises(WatchbillError, match="no such file"):
        find_files([Path("nowhere.yaml")])


def test_the_published_schema_is_fresh_and_the_examples_fit_it():
    published = json.loads((ROOT / "docs/alarm-tests.schema.json").read_text(encoding="utf-8"))
    assert published == build_schema(), "run: watchbill test --schema > docs/alarm-tests.schema.json"
    validator = jsonschema.Draft202012Validator(published)
    for file in EXAMPLES.glob("*.yaml"):
        assert list(validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))) == []


def test_the_examples_pass():
    assert CliRunner().invoke(command, [str(EXAMPLES)]).exit_code == 0


def test_in_a_project_of_somebody_else_the_files_here_are_found_but_not_those_of_others(tmp_path, monkeypatch):
    for name in ("a.alarms.yaml", "app/b.alarms.yaml", "node_modules/c.alarms.yaml", ".venv/d.alarms.yaml", "e.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{ALARM}tests:\n{GOOD}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert find_files([]) == [Path("a.alarms.yaml"), Path("app/b.alarms.yaml")]


@pytest.mark.parametrize(("arguments", "told"), [([], "no test file"), (["-k", "zzz"], "no test mentions 'zzz'")])
def test_that_nothing_was_run_is_told(arguments, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(command, arguments)
    assert (found.exit_code, told in found.stderr) == (2, True)


def test_every_problem_of_a_file_is_told_at_once(run):
    wrong = "  - {name: a, series: {M: 0 fr 10m}, expect: [{at: 5, state: ALARMED}]}\n  - {nam: b}\n"
    _, out = run({"t.yaml": f"{ALARM}tests:\n{wrong}"})
    for words in ("'fr' is no value", "5 has no unit", "did you mean `ALARM`?", "did you mean `name`?", "`expect` is"):
        assert words in out
    assert "problems in the files" in out


SIMPLE = (
    "{{Namespace: N, MetricName: M, Statistic: Sum, Period: 60, ComparisonOperator: GreaterThanThreshold,"
    " TreatMissingData: notBreaching, AlarmActions: [a], EvaluationPeriods: {}, Threshold: {}, DatapointsToAlarm: 1}}"
)
HOLD = f"""
alarms:
  trip: {SIMPLE.format(1, 5)}
  hold: {SIMPLE.format(5, 1)}
parts: {{trip: trip, hold: hold}}
series: {{M: 0 for 10m 9 for 2m 0 for 20m}}
tests:
"""


@pytest.mark.parametrize(
    ("expected", "got", "why"),
    [
        (
            "{opened: 9m}",
            "opened 11m, closed 17m",
            "1 out of the last 1 datapoints [9.0 (05/01/26 00:10:00)] was greater",
        ),
        ("{opened: 11m, closed: 16m}", "opened 11m, closed 17m", "5 out of the last 5 datapoints"),
        ("{opened: 11m, closed: never}", "opened 11m, closed 17m", "was greater than the threshold (5.0)"),
        ("{incidents: 0}", "opened 11m, closed 17m", "was greater than the threshold (5.0)"),
        ("{notified: OK, at: 12m}", "ALARM ran at 11m", "it has no actions for OK"),
    ],
)
def test_whatever_fails_its_reason_is_told(run, expected, got, why):
    _, out = run({"t.yaml": f"{HOLD}  - {{name: bad, expect: [{expected}]}}\n"})
    assert f"got       {got}" in out
    assert why in out.partition("why       ")[2].partition("\n")[0]
