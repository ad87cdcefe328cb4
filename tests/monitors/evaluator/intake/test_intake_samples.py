"""Templates and dumps that are not ours, read as they stand; every planted mistake is found on its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitors.evaluator.intake import Actions, ForeignAlarm, Intake, read_alarms
from monitors.model.alarm import Comparison, LowSamples, MissingData
from monitors.model.problem import Level
from monitors.model.source import Source

SAMPLES = Path(__file__).parent / "samples"


def read(name: str, *, judged: bool = False, **parameters: str) -> Intake:
    """`judged` by the registry; else any metric passes, so that a test sees its own subject alone."""
    text = (SAMPLES / name).read_text()
    check = None if judged else lambda metric, unit: ()
    return read_alarms(text, file=name, parameters=parameters, check_metric=check)


def alarm(intake: Intake, name: str) -> ForeignAlarm:
    return next(alarm for alarm in intake.alarms if alarm.name == name)


def line(name: str, text: str, after: str = "") -> int:
    """The line of `text`, the first below a line that holds `after`."""
    lines = (SAMPLES / name).read_text().splitlines()
    start = next(index for index, found in enumerate(lines) if after in found)
    return next(index for index, found in enumerate(lines[start:], start + 1) if text in found)


@pytest.mark.parametrize(
    ("name", "resource", "text", "level", "code"),
    [
        ("sam.yaml", "WrongUnit:", " Unit:", Level.WARNING, "unit-set"),
        ("sam.yaml", "WrongUnit:", "Namespace:", Level.WARNING, "default-treatment"),
        ("sam.yaml", "ProdOnly:", "ProdOnly:", Level.WARNING, "not-created"),
        ("sam.yaml", "AllBad:", "AllBad:", Level.WARNING, "unknown-child"),
        ("cloudformation.json", "Impossible", '"ComparisonOperator"', Level.ERROR, "unknown-value"),
        ("cloudformation.json", "Impossible", '"Statistic"', Level.ERROR, "unknown-statistic"),
        ("cloudformation.json", "Impossible", '"DatapointsToAlarm"', Level.ERROR, "datapoints-to-alarm"),
        ("cloudformation.json", "Impossible", '"EvaluationPeriods"', Level.ERROR, "window-too-long"),
        ("cloudformation.json", "Impossible", '"Period"', Level.ERROR, "invalid-period"),
        ("cloudformation.json", "Impossible", '"Properties"', Level.WARNING, "default-treatment"),
        ("cloudformation.json", "Impossible", '"TreatMissing"', Level.ERROR, "unknown-property"),
        ("cloudformation.json", "Open", '"EvaluationPeriods"', Level.ERROR, "unresolved"),
        ("cloudformation.json", "Open", '"Threshold"', Level.ERROR, "unresolved"),
        ("cloudformation.json", "BadMath", '"Properties"', Level.WARNING, "fill-newest-point"),
        ("cloudformation.json", "BadMath", '"Metrics"', Level.ERROR, "returns"),
        ("cloudformation.json", "BadMath", '"Metrics"', Level.ERROR, "search-in-alarm"),
        ("cloudformation.json", "Stuck", '"Properties"', Level.WARNING, "fill-newest-point"),
        ("cloudformation.json", "Stuck", '"Metrics"', Level.WARNING, "rate-on-sparse-data"),
        ("describe-alarms.json", '"band"', '"Metrics"', Level.WARNING, "needs-series"),
        ("describe-alarms.json", '"promql"', '"EvaluationCriteria"', Level.WARNING, "not-evaluated"),
        ("describe-alarms.json", "CompositeAlarms", "{", Level.WARNING, "unknown-child"),
    ],
)
def test_each_mistake_is_named_on_its_line(name: str, resource: str, text: str, level: Level, code: str) -> None:
    found = {(problem.level, problem.code, problem.source.line) for problem in read(name).findings}
    assert (level, code, line(name, text, resource)) in found


@pytest.mark.parametrize(("name", "count"), [("sam.yaml", 4), ("cloudformation.json", 14), ("describe-alarms.json", 4)])
def test_nothing_else_is_said(name: str, count: int) -> None:
    assert len(read(name).findings) == count


@pytest.mark.parametrize(
    ("name", "resource", "text"),
    [
        ("sam.yaml", "UserErrorsByTable:", "MetricName:"),
        ("sam.yaml", "OldIteratorAge:", "MetricName:"),
        ("sam.yaml", "WrongUnit:", "MetricName:"),
        ("cloudformation.json", "ThrottledByTable", '"MetricName"'),
    ],
)
def test_an_alarm_that_can_never_fire_is_reported_by_the_registry(name: str, resource: str, text: str) -> None:
    pytest.importorskip("monitors.registry")
    found = {problem.source.line for problem in read(name, judged=True).findings if problem.code == "never-fires"}
    assert line(name, text, resource) in found


@pytest.mark.parametrize("good", ["qa-orders-errors", "GoodRate"])
def test_a_sound_alarm_is_not_accused(good: str) -> None:
    pytest.importorskip("monitors.registry")
    intake = read("sam.yaml", judged=True)
    assert alarm(intake, good).condition is not None
    path = {"qa-orders-errors": "GoodErrors"}.get(good, good)
    assert [problem for problem in intake.findings if f".{path}." in problem.path] == []


def test_a_sam_alarm_arrives_whole() -> None:
    found = alarm(read("sam.yaml", PageTopic="arn:aws:sns:eu-west-1:123456789012:page"), "qa-orders-errors")
    assert found.condition is not None
    (series,) = found.condition.series
    assert series.metric is not None
    assert (series.metric.namespace, series.metric.name, series.metric.statistic) == ("AWS/Lambda", "Errors", "Sum")
    assert series.metric.dimensions == (("FunctionName", "orders-qa"),)
    assert (found.condition.evaluation_periods, found.condition.datapoints_to_alarm) == (5, 3)
    assert (found.condition.threshold, found.condition.missing_data) == (5.0, MissingData.NOT_BREACHING)
    assert found.actions == Actions(alarm=("${Alerts}", "arn:aws:sns:eu-west-1:123456789012:page"))
    assert found.actions.tells_alarm
    assert not found.actions.tells_ok
    assert found.description == "More than 5 errors, see ${NotAVariable}"
    assert found.source == Source("sam.yaml", line("sam.yaml", "GoodErrors:"), 3)


def test_metric_math_with_yaml_merges_arrives_whole() -> None:
    condition = alarm(read("sam.yaml"), "GoodRate").condition
    assert condition is not None
    returns = [(entry.id, entry.returns) for entry in condition.series]
    assert returns == [("rate", True), ("errors", False), ("calls", False)]
    assert [entry.metric.name for entry in condition.series if entry.metric] == ["Errors", "Invocations"]
    assert condition.period == 60


def test_parameters_change_what_is_created() -> None:
    intake = read("sam.yaml", Stage="prod", MaxErrors="9")
    assert {"prod-orders-errors", "ProdOnly"} <= {found.name for found in intake.alarms}
    condition = alarm(intake, "prod-orders-errors").condition
    assert condition is not None
    assert condition.threshold == 9
    assert alarm(intake, "prod-orders-errors").actions.ok == ("${Alerts}",)
    lag = alarm(intake, "OldIteratorAge").condition
    assert lag is not None
    assert lag.threshold == 3_600_000


def test_a_composite_names_its_children_and_suppressor() -> None:
    (composite,) = read("sam.yaml").composites
    assert composite.name == "qa-all-bad"
    assert composite.children == ("qa-orders-errors", "GoodRate", "WrongUnit", "made by hand")
    assert (composite.suppressor, composite.suppressor_wait, composite.suppressor_extension) == ("GoodRate", 60, 60)


@pytest.mark.parametrize("name", ["Impossible", "Open", "BadMath"])
def test_what_cannot_be_evaluated_has_no_condition(name: str) -> None:
    assert alarm(read("cloudformation.json"), name).condition is None


def test_an_open_value_closes_with_its_parameter() -> None:
    condition = alarm(read("cloudformation.json", Periods="4", Limit="7.5"), "Open").condition
    assert condition is not None
    assert (condition.evaluation_periods, condition.datapoints_to_alarm, condition.threshold) == (4, 4, 7.5)


def test_a_dump_keeps_percentiles_and_disabled_actions() -> None:
    found = alarm(read("describe-alarms.json"), 'latency "p99"')
    assert found.condition is not None
    assert found.condition.series[0].metric is not None
    assert found.condition.series[0].metric.statistic == "p99"
    assert found.condition.low_samples is LowSamples.IGNORE
    assert found.actions.alarm
    assert not found.actions.tells_alarm


def test_a_band_alarm_returns_its_metric_and_names_its_band() -> None:
    condition = alarm(read("describe-alarms.json"), "band").condition
    assert condition is not None
    assert (condition.comparison, condition.band) == (Comparison.OUTSIDE_BAND, "ad1")
    assert [entry.id for entry in condition.series if entry.returns] == ["m1"]


def test_wall_clock_and_warm_up_arrive() -> None:
    condition = alarm(read("describe-alarms.json"), "wall clock").condition
    assert condition is not None
    assert (condition.wall_clock, condition.warm_up_minutes) == ("Europe/Berlin", 1440)
