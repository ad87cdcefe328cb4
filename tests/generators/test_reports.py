"""What the report's function is told of the spec, and that it cannot disagree with the alarms."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from generators.artefact import Build
from generators.collect import find_crew, generate
from generators.reports.facts import report_json
from monitors.model.report import Report
from monitors.model.source import NOWHERE
from monitors.soundness import check_soundness
from tests.generators.templates import ROOT
from tests.monitors.sample import SPEC, plan_of, sample_plan
from watchbill.reading import read_plan
from workers.weekly_report.facts import read_facts

REPORT = Report(receivers=(), weekday=0, hour=8, time_zone="UTC", objective=None, objectives=(), source=NOWHERE)


@pytest.fixture(scope="module")
def plan():
    """Without canaries, for which the sample's functions have no events to send."""
    sample = sample_plan()
    return replace(sample, resources=tuple(entry for entry in sample.resources if entry.canary is None))


@pytest.fixture(scope="module")
def facts(plan):
    return read_facts(report_json(plan))


def test_every_alarm_that_people_are_told_of_is_known_and_no_other(plan, facts):
    told = {alarm.name for alarm in plan.alarms if alarm.tells_alarm} | {c.name for c in plan.composites if c.tells}
    assert set(facts.alarms) == told
    assert all(facts.rules[alarm.rule].title for alarm in facts.alarms.values())


def test_limits_are_those_of_the_capacity_alarms_with_their_thresholds(plan, facts):
    """The operations manual's triggers: duration, concurrency, shards, tables."""
    alarms = {alarm.name: alarm for alarm in plan.alarms}
    assert {limit.rule for limit in facts.limits} >= {
        "lambda_function.duration_near_timeout",
        "lambda_function.concurrency_near_limit",
        "kinesis_stream.near_shard_limit",
        "dynamodb_table.near_capacity",
    }
    for limit in facts.limits:
        condition = alarms[limit.alarm].condition
        assert (limit.threshold, limit.unit, limit.period) == (condition.threshold, condition.unit, condition.period)
        assert limit.threshold < limit.limit
        assert limit.action == plan.rules[limit.rule].essay.then[0]


def test_the_manuals_signs_of_missing_capacity_are_counted(facts):
    assert {pressure.rule for pressure in facts.pressures} >= {
        "lambda_function.throttled",
        "lambda_function.out_of_memory",
        "kinesis_stream.writes_throttled",
        "dynamodb_table.throttled",
    }


def test_queries_have_ids_of_their_own_and_expressions_name_only_their_own(facts):
    asked = [*facts.limits, *facts.pressures]
    names = [query["Id"] for each in asked for query in each.queries]
    assert len(names) == len(set(names))
    for limit in facts.limits:
        own = {query["Id"] for query in limit.queries}
        returned = [query["Id"] for query in limit.queries if query["ReturnData"]]
        assert returned == [limit.id]
        for query in limit.queries:
            assert set(re.findall(r"\bl\d+_\w+", query.get("Expression", ""))) <= own


def test_places_in_the_spec_are_places_that_it_has(facts):
    places = {alarm.tune for alarm in facts.alarms.values()}
    assert "functions.load.rules.error_rate_high" in places
    assert "defaults.router.rules.errors" in places


@pytest.mark.parametrize("environment", ["qa1", "prd1"])
def test_the_real_specs_report_is_the_same_each_time_and_small_enough_to_ship(environment):
    made = replace(read_plan(ROOT / "config.yaml", environment), report=REPORT)
    text = report_json(made)
    assert text == report_json(made)
    assert len(text) < 400_000
    read_facts(text)


def test_without_a_report_there_is_no_function(plan):
    silent = replace(plan, report=None)
    assert "weekly-report" not in {function.role for function in find_crew(silent)}
    assert "weekly-report" in {function.role for function in find_crew(plan)}


def test_the_function_deploys_after_what_it_reads_and_carries_its_facts(plan):
    (function,) = (one for one in find_crew(plan) if one.role == "weekly-report")
    assert json.loads(function.files["workers/weekly_report/report.json"])["service"] == "orders"
    (stack,) = (
        one for one in generate(plan, Build(), only=("reports", "routing")).stacks if one.unit == "report/weekly-report"
    )
    assert "shop-test-foundation" in stack.after


def test_what_the_function_says_of_itself_is_what_its_alarm_reads(plan):
    (entry,) = plan.of_kind("report")
    (alarm,) = entry.alarms
    (series,) = alarm.condition.series
    assert (series.metric.namespace, series.metric.name) == ("Watchbill/Reports", "Overdue")
    assert dict(series.metric.dimensions) == {"Report": "shop-test-weekly-report"}
    assert not check_soundness(plan)


@pytest.mark.parametrize(
    ("engine", "place"),
    [("", ("Watchbill/Canaries", "Canary")), (", engine: synthetics", ("CloudWatchSynthetics", "CanaryName"))],
)
def test_a_canarys_runs_are_counted_where_its_engine_tells_them(engine, place):
    made = plan_of(SPEC.replace("canaries: {enabled: true}", f"canaries: {{enabled: true{engine}}}"))
    functions = read_facts(report_json(made)).functions
    assert {(each.canary_in, each.canary_by) for each in functions if each.canary} == {place}
