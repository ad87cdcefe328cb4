"""The catalogue's law: every rule says what it must, and every alarm it makes is one CloudWatch takes and feeds."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitors import catalogue
from monitors.evaluator.math import check_set
from monitors.model.alarm import Alarm, Part, Priority, Severity
from monitors.model.widget import Signal
from monitors.names import pascal
from monitors.recommended import NOT_COVERED, RECOMMENDED, covered
from monitors.registry import check_metric
from monitors.rule import CompositeRule
from monitors.spec.model import RuleTuning
from tests.monitors.sample import sample_plan

if TYPE_CHECKING:
    from monitors.catalogue import Entry

CATALOGUE = catalogue.load_catalogue()
RULES = [pytest.param(entry, id=entry.id) for entry in CATALOGUE.rules]
ALARMS = [pytest.param(alarm, id=alarm.name) for alarm in sample_plan().alarms]
ROWS = [pytest.param(entry, id=entry.resource.id) for entry in sample_plan().resources if entry.row]
WATCHED_KINDS = {
    "lambda_function", "kinesis_stream", "sqs_queue", "dynamodb_table", "s3_bucket", "service", "canary", "router"
}  # fmt: skip


@pytest.mark.parametrize("entry", RULES)
def test_a_rule_is_named_after_its_file_and_has_its_facts(entry: Entry):
    rule = entry.rule
    assert type(rule).__name__ == pascal(entry.symptom)
    assert isinstance(rule.priority, Priority)
    assert isinstance(rule.severity, Severity)
    assert rule.source.startswith("https://docs.aws.amazon.com/")
    assert set(rule.covers) <= set(RECOMMENDED)


@pytest.mark.parametrize("entry", RULES)
def test_a_rule_has_a_runbooks_text(entry: Entry):
    essay = entry.essay
    assert essay.symptom
    assert len(essay.watches) > 40
    assert len(essay.hurts) > 40
    assert essay.wrong_when
    assert all(step.endswith((".", "?", ":")) for step in (*essay.first, *essay.then, *essay.prevent)), "no sentence"


@pytest.mark.parametrize("entry", RULES)
def test_a_rules_tuning_explains_and_bounds_each_threshold(entry: Entry):
    assert issubclass(entry.rule.Tuning, RuleTuning)
    for name, field in entry.rule.Tuning.model_fields.items():
        assert field.description, name
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert field.metadata, f"{name} has no bounds"
            assert name.rpartition("_")[2] in (
                "percent", "minutes", "seconds", "count", "ms", "messages", "limit", "invocations", "errors",
                "failing", "failures", "runs",
            ), f"{name} has no unit"  # fmt: skip
    if not entry.rule.Tuning.model_fields["enabled"].default:
        assert entry.rule.Tuning.model_fields["reason"].default, "off without a reason"


@pytest.mark.parametrize("entry", RULES)
def test_a_rule_keeps_to_one_short_file(entry: Entry):
    path = Path(inspect.getfile(type(entry.rule)))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 115
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert sum(isinstance(node, ast.ClassDef) and node.name == pascal(entry.symptom) for node in tree.body) == 1


@pytest.mark.parametrize("entry", [p for p in RULES if not isinstance(p.values[0].rule, CompositeRule)])
def test_the_sample_spec_has_an_alarm_of_every_rule(entry: Entry):
    made = [alarm for alarm in sample_plan().alarms if alarm.rule == entry.id]
    assert made
    per_resource = Counter((alarm.resource, alarm.part) for alarm in made)
    assert set(per_resource.values()) == {1}, "two alarms of one part would share a name"


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarms_series_exist_and_have_its_unit(alarm: Alarm):
    condition = alarm.condition
    reasons = [
        reason
        for series in condition.series
        if series.metric is not None
        for reason in check_metric(series.metric, condition.unit if series.returns else None)
    ]
    assert reasons == []


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarms_math_is_what_cloudwatch_takes(alarm: Alarm):
    condition = alarm.condition
    assert check_set(condition.series) == ()
    used = {series.id for series in condition.series if series.metric is not None}
    texts = " ".join(series.expression for series in condition.series if series.expression is not None)
    assert not texts or all(name in texts for name in used), "a metric is billed and not used"
    assert all(len(series.expression) <= 2048 for series in condition.series if series.expression)


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarms_windows_are_within_cloudwatchs_limits(alarm: Alarm):
    condition = alarm.condition
    assert condition.period % 60 == 0
    assert 1 <= condition.datapoints_to_alarm <= condition.evaluation_periods
    assert condition.window_seconds <= (86_400 if condition.period < 3600 else 604_800)
    assert condition.warm_up_minutes is None or 1 <= condition.warm_up_minutes <= 2880


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_tells_people_what_they_need(alarm: Alarm):
    assert len(alarm.description) <= 1024
    assert alarm.links.runbook in alarm.description
    assert "In ALARM while " in alarm.description
    assert len(alarm.tags) <= 50


@pytest.mark.parametrize("entry", ROWS)
def test_every_alarm_is_drawn_exactly_once(entry):
    drawn = Counter(threshold.alarm for chart in entry.row.charts for threshold in chart.thresholds)
    assert drawn == Counter(alarm.name for alarm in entry.alarms)


@pytest.mark.parametrize("kind", sorted(WATCHED_KINDS))
def test_each_rule_of_a_kind_stands_on_exactly_one_chart(kind: str):
    row = sample_plan().of_kind(kind)[0].row
    stands = Counter(
        rule for entry in sample_plan().of_kind(kind) for chart in entry.row.charts for rule in {*chart.rules}
    )
    assert set(stands) == set(CATALOGUE.kinds[kind].rules)
    for entry in sample_plan().of_kind(kind):
        listed = [rule for chart in entry.row.charts for rule in chart.rules]
        assert len(listed) == len(set(listed))
    assert row is not None


@pytest.mark.parametrize("entry", ROWS)
def test_a_row_has_its_four_signals_in_order(entry):
    charts = entry.row.charts
    assert [chart.signal for chart in charts[:4]] == list(Signal)
    assert len(charts) <= 5
    for chart in charts:
        assert 1 <= sum(not line.hidden for line in chart.lines) <= 4, chart.title
        assert len({line.id for line in chart.lines}) == len(chart.lines)


@pytest.mark.parametrize("entry", ROWS)
def test_a_threshold_is_drawn_on_an_axis_of_its_unit(entry):
    by_name = {alarm.name: alarm.condition for alarm in entry.alarms}
    for chart in entry.row.charts:
        on_right = any(line.right for line in chart.lines)
        for threshold in chart.thresholds:
            condition = by_name[threshold.alarm]
            fits = condition.unit == chart.unit or condition.drawn_at is not None or on_right or chart.unit == "count"
            assert fits, f"{threshold.alarm}: {condition.unit} on {chart.unit}"


@pytest.mark.parametrize("entry", ROWS)
def test_charts_show_only_metrics_that_exist(entry):
    metrics = [line.metric for chart in entry.row.charts for line in chart.lines if line.metric is not None]
    assert [reason for metric in metrics for reason in check_metric(metric, None)] == []


def test_every_watched_kind_has_rules_charts_and_a_console_link():
    for kind in WATCHED_KINDS:
        found = CATALOGUE.kinds[kind]
        assert found.rules, kind
        assert {"charts", "console"} <= set(found.functions), kind


def test_the_whole_service_failing_is_a_composite_of_all_error_rates():
    (composite,) = sample_plan().composites
    rates = [
        a.name for a in sample_plan().alarms if a.rule == "lambda_function.error_rate_high" and a.part is Part.TRIP
    ]
    assert composite.rule == "service.all_functions_failing"
    assert list(composite.children) == rates
    assert composite.rule_expression == " AND ".join(f'ALARM("{name}")' for name in rates)
    assert (composite.priority, composite.severity) == (Priority.HIGH, Severity.P1)


def test_twenty_five_of_awss_twenty_nine_recommended_alarms_are_rules():
    answered = covered(CATALOGUE)
    assert len(RECOMMENDED) == len(set(RECOMMENDED)) == 29
    assert sum(bool(rules) for rules in answered.values()) >= 25


def test_each_recommended_alarm_is_a_rule_or_has_a_reason():
    assert {pair for pair, rules in covered(CATALOGUE).items() if not rules} == set(NOT_COVERED)
    assert all(len(reason) > 40 for reason in NOT_COVERED.values())


def test_a_recommended_alarm_counts_only_where_the_metric_is_evaluated():
    """A `covers` that no alarm backs would be a claim. SystemErrors exists by operation too (AWS's pages disagree)."""
    evaluated = {
        " ".join((s.metric.namespace, s.metric.name, *sorted((name for name, _ in s.metric.dimensions), reverse=True)))
        for alarm in sample_plan().alarms
        for s in alarm.condition.series
        if s.metric is not None
    }
    claimed = {pair for pair, rules in covered(CATALOGUE).items() if rules}
    assert claimed - evaluated == {"AWS/DynamoDB SystemErrors TableName"}
    assert "AWS/DynamoDB SystemErrors TableName Operation" in evaluated
