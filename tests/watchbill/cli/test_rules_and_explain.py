"""`watchbill rules` and `watchbill explain`, as a person types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from click.testing import CliRunner, Result

from monitors.catalogue import load_catalogue
from tests.monitors.sample import SPEC
from watchbill.cli import watchbill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(watchbill, [str(word) for word in words])


def test_the_table_has_a_line_for_every_rule():
    result = run("rules")
    assert result.exit_code == 0
    assert all(entry.id in result.stdout for entry in load_catalogue().rules)


def test_one_kind_can_be_asked_for_and_an_unknown_one_is_usage():
    assert "dynamodb_table.throttled" not in run("rules", "sqs_queue").stdout
    wrong = run("rules", "queue")
    assert wrong.exit_code == 2
    assert "sqs_queue" in wrong.stderr


def test_json_says_everything_about_a_rule():
    rules = {rule["id"]: rule for rule in orjson.loads(run("rules", "--json").stdout)}
    rate = rules["lambda_function.error_rate_high"]
    assert rate["priority"] == "high"
    assert {"name": "threshold_percent", "default": 5, "bounds": "> 0, < 100",
            "description": "Trips above this share of failed invocations."} in rate["settings"]  # fmt: skip
    assert rate["first"]
    assert rules["sqs_queue.nothing_sent"]["on"] is False
    assert rules["sqs_queue.nothing_sent"]["reason_off"]


def test_a_rule_is_explained_with_its_alarms_in_the_environment(spec: Path):
    result = run("explain", "lambda_function.throttled", "-s", spec, "-e", "test")
    assert result.exit_code == 0
    assert "Lambda refuses to run the function" in result.stdout
    assert "threshold_count: 10" in result.stdout
    assert "shop-test-lambda-load-throttled-hold" in result.stdout
    assert "> 10 throttles for 1 of 2 × 5 min" in result.stdout


def test_a_rule_is_explained_without_any_spec(tmp_path: Path):
    result = run("explain", "throttled", "-s", tmp_path / "none.yaml")
    assert result.exit_code == 0
    assert "Why this form" in result.stdout


def test_an_alarm_is_explained_with_its_expression_and_who_is_told(spec: Path):
    result = run("explain", "shop-test-lambda-load-error-rate-high", "-s", spec, "-e", "test")
    assert result.exit_code == 0
    assert "e1 = IF(FILL(calls, 0) >= 20 OR FILL(errors, 0) >= 3, 100 * errors / calls, 0)" in result.stdout
    assert "ALARM when e1 > 5 in 1 of 5 windows of 300 s; missing data: notBreaching" in result.stdout
    assert "pager (pagerduty), then team (slack)" in result.stdout
    assert "https://example.com/runbooks/lambda_function/error_rate_high--load.md" in result.stdout


def test_a_hold_and_a_composite_say_what_they_are(spec: Path):
    hold = run("explain", "shop-test-lambda-load-error-rate-high-hold", "-s", spec, "-e", "test").stdout
    assert "keeps it open; its OK closes it" in hold
    assert "nobody by itself" in hold
    composite = run("explain", "shop-test-service-orders-all-functions-failing", "-s", spec, "-e", "test").stdout
    assert 'ALARM("shop-test-lambda-load-error-rate-high") AND' in composite


def test_a_tuned_threshold_is_shown_beside_its_default(spec: Path):
    text = SPEC.replace("  load:\n", "  load:\n    rules: {throttled: {threshold_count: 25}}\n")
    spec.write_text(text, encoding="utf-8")
    shown = run("explain", "shop-test-lambda-load-throttled", "-s", spec, "-e", "test").stdout
    assert "threshold_count: 25 (default 10)" in shown
    line = next(number for number, words in enumerate(text.splitlines(), start=1) if "threshold_count" in words)
    assert f"said at config.yaml:{line}:" in shown


def test_a_series_shows_what_an_alarm_would_do(spec: Path):
    words = ("--series", "calls=100 for 1h", "--series", "errors=0 for 10m 60 for 5m 0 for 45m")
    result = run("explain", "shop-test-lambda-consume-error-rate-high", *words, "-s", spec, "-e", "test")
    assert result.exit_code == 0
    assert "> 5 ┄┄" in result.stdout
    assert "11m  ALARM" in result.stdout
    assert "Threshold Crossed: 1 out of the last 2 datapoints" in result.stdout
    assert "incident opened 11m, closed 25m P2" in result.stdout


def test_the_name_of_a_lone_series_may_be_left_out_or_said_in_full(spec: Path):
    name, points = "shop-test-sqs-jobs-oldest-message-too-old", "0 for 5m 2000 for 5m 0 for 20m"
    short = run("explain", name, "--series", points, "-s", spec, "-e", "test").stdout
    full = f"ApproximateAgeOfOldestMessage{{QueueName=shop-test-jobs}}={points}"
    assert "8m  ALARM" in short
    assert run("explain", name, "--series", full, "-s", spec, "-e", "test").stdout == short


@pytest.mark.parametrize(
    ("name", "series", "words"),
    [
        ("shop-test-lambda-consume-error-rate-high", "errors=0 for 10x", "is no duration"),
        ("shop-test-lambda-consume-error-rate-high", "erors=0", "read by none of the alarms"),
        ("shop-test-lambda-consume-error-rate-high", "5 for 10m", "say which series"),
        ("lambda_function.throttled", "5", "is a rule"),
    ],
)
def test_a_series_that_cannot_be_played_is_usage(spec: Path, name: str, series: str, words: str):
    result = run("explain", name, "--series", series, "-s", spec, "-e", "test")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())


def test_an_unknown_name_is_usage_with_a_suggestion(spec: Path):
    result = run("explain", "lambda_functon.throtled", "-s", spec, "-e", "test")
    assert result.exit_code == 2
    assert "lambda_function.throttled" in result.stderr
