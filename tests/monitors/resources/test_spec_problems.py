"""Tunings that cannot be: each is refused at its line, with what to do."""

from __future__ import annotations

import pytest

from monitors.model.errors import SpecError
from tests.monitors.sample import SPEC, plan_of


@pytest.mark.parametrize(
    ("kind", "rule", "code"),
    [
        ("lambda_function", "error_rate_high: {recovers_below_percent: 6}", "recovery-wrong-side"),
        ("lambda_function", "duration_near_timeout: {recovers_below_percent: 85}", "recovery-wrong-side"),
        ("lambda_function", "iterator_age_high: {step_minutes: 30}", "step-order"),
        ("canary", "failing: {failures: 4}", "failures-above-runs"),
        ("kinesis_stream", "consumer_lag: {threshold_minutes: 0}", ""),
        ("sqs_queue", "depth_growing: {for_minutes: 12}", ""),
        ("lambda_function", "duration_near_timeout: {threshold_percent: 0}", ""),
        ("lambda_function", "not_invoked: {silent_minutes: 2000}", ""),
    ],
)
def test_a_tuning_that_cannot_be_is_refused_at_its_line(kind: str, rule: str, code: str):
    text = SPEC + f"defaults:\n  {kind}:\n    rules:\n      {rule}\n"
    with pytest.raises(SpecError) as refusal:
        plan_of(text)
    found = refusal.value.problems
    assert {problem.source.line for problem in found} == {len(text.splitlines())}
    assert not code or {problem.code for problem in found} == {code}
