"""A rule of the catalogue as the subject of a test."""

from __future__ import annotations

import pytest

from monitors.catalogue import load_catalogue
from monitors.evaluator.rule_subject import plan_rule
from monitors.evaluator.sample import identify
from monitors.evaluator.subject import SubjectError

FUNCTION = {"managed": False}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def test_all_parts_of_a_rule_share_one_incident(catalogue):
    subject = plan_rule("lambda_function.error_rate_high", {}, {}, catalogue)
    assert [member.part for member in subject.members] == ["trip", "hold"]
    assert len({member.incident for member in subject.members}) == 1
    dimensions = {identify(one.metric).dimensions for one in subject.members[0].condition.series if one.metric}
    assert dimensions == {(("FunctionName", "subject"),)}


def test_settings_reach_the_rule_even_where_they_say_what_is_the_default(catalogue):
    tuned = {"timeout_seconds": 60, "rules": {"error_rate_high": {"threshold_percent": 7}}}
    subject = plan_rule("lambda_function.error_rate_high", tuned, {}, catalogue)
    assert subject.members[0].condition.threshold == 7


def test_a_composite_rule_brings_along_just_what_it_rests_on(catalogue):
    spec = {"functions": {"a": FUNCTION, "b": FUNCTION}}
    subject = plan_rule("service.all_functions_failing", {}, spec, catalogue)
    (composite,) = subject.composites
    assert {member.name for member in subject.members} == {
        name for name in subject.names if name in composite.rule_expression
    }
    assert len(subject.members) == 2


@pytest.mark.parametrize(
    ("rule", "resource", "words"),
    [
        ("lambda_function.errors_high", {}, "did you mean lambda_function.error_rate_high"),
        ("nothing.like_it_at_all", {}, "`watchbill rules` lists them"),
        ("lambda_function.error_rate_high", {"timeout": 5}, "functions.subject.timeout: unknown key"),
        ("lambda_function.iterator_age_high", {}, "does not apply, or is turned off"),
    ],
)
def test_what_cannot_be_planned_says_why(catalogue, rule, resource, words):
    with pytest.raises(SubjectError, match=words):
        plan_rule(rule, resource, {}, catalogue)
