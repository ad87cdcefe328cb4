"""Changed rules are caught by their timelines: a small sample here, all of them with `make mutants`."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitors.evaluator.mutation import changes, mutants
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import Metric, dimensions, single
from watchbill.proof import mutants as proof
from watchbill.proof.mutants import Score, cases_by_rule, judge, report

ALARMS = Path(__file__).parents[2] / "alarms"
SAMPLE = ("kinesis_stream.writes_throttled", "lambda_function.throttled", "service.all_functions_failing")


def condition(**changed) -> Condition:
    metric = Metric(namespace="N", name="M", dimensions=dimensions(Queue="q"), statistic="Sum", period=300)
    base = {
        "series": single(metric),
        "comparison": Comparison.GREATER,
        "threshold": 5,
        "unit": "",
        "evaluation_periods": 3,
        "datapoints_to_alarm": 2,
        "missing_data": MissingData.NOT_BREACHING,
        "warm_up_minutes": 10,
    }
    return Condition(**{**base, **changed})


def test_each_property_of_a_condition_is_changed_one_at_a_time():
    found = [change for change, _ in changes(condition())]
    assert found == [
        "threshold 5 → 2.5", "threshold 5 → 10", "threshold 5 → 4", "threshold 5 → 6", "2 of 3 → 2 of 2",
        "2 of 3 → 2 of 4", "2 of 3 → 1 of 3", "2 of 3 → 3 of 3", "period 300 → 60", "period 300 → 600", "> → ≥",
        "> → <", "> → ≤", "notBreaching → missing", "notBreaching → ignore", "notBreaching → breaching", "no warm-up",
        "m1: Sum → Average", "m1: Sum → Maximum", "m1: Sum → SampleCount", "m1: without Queue", "m1: another Queue",
    ]  # fmt: skip


def test_no_mutant_equals_its_original():
    original = condition(threshold=0)
    assert all(changed != original for _, changed in changes(original))
    assert not any("Average" in change for change, _ in changes(original)), "above 0 a sum says what an average says"


@pytest.mark.parametrize("rule", SAMPLE)
def test_every_mutant_of_a_sample_is_caught(rule: str):
    score = judge(rule, cases_by_rule([ALARMS])[rule], every=3)
    assert score.mutants >= 2
    assert score.survivors == ()


def test_timelines_that_show_nothing_catch_nothing():
    cases = cases_by_rule([ALARMS])["lambda_function.throttled"]
    quiet = [case for case in cases if case.shows == ["missing"]]
    score = judge("lambda_function.throttled", quiet)
    assert "trip: threshold 10 → 20" in score.survivors


def test_composites_are_changed_in_their_rule():
    from monitors.catalogue import load_catalogue
    from monitors.evaluator.rule_subject import plan_rule

    subject = plan_rule("service.all_functions_failing", {}, {"functions": {"load": {}, "post": {}}}, load_catalogue())
    assert {mutant.change for mutant in mutants(subject)} >= {"AND → OR", "ALARM( → OK("}


def test_the_report_names_survivors_and_gives_the_share(capsys: pytest.CaptureFixture[str]):
    share = report(
        [Score(rule="a.b", mutants=9, survivors=("trip: > → ≥",)), Score(rule="c.d", mutants=11, survivors=())]
    )
    assert share == 0.95 >= proof.LEAST
    assert "survives  trip: > → ≥" in capsys.readouterr().out
