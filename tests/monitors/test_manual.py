"""The six runbooks of the operations manual live on in the rules' texts: its facts are all there, in other words."""

from __future__ import annotations

import re

import pytest

from monitors.catalogue import load_catalogue

RUNBOOKS = {
    "errors spike": (
        ["lambda_function.error_rate_high"],
        ("24 hours|Entry Service|Campaign Service|Slack|S3 files|Kinesis records|roll it back|wait out|retr|"
        "our bug|Validate input|circuit breaker"),
    ),
    "stream lag": (
        ["lambda_function.iterator_age_high", "kinesis_stream.consumer_lag"],
        ("fail|throttle|shards|batch_size|duration|concurrency limit|parallelization_factor|add shards|load of a big|"
        "shard scaling|retention"),
    ),
    "verdict not posted": (
        ["sqs_queue.oldest_message_too_old", "lambda_function.not_invoked"],
        ("error query|event source mapping|Equal counts are skipped|token|permissions|loadScoresToStream|"
        "saveFanlistScores|invoke verdictReporter by hand|canary"),
    ),
    "DynamoDB throttling": (
        ["dynamodb_table.throttled"],
        ("consumed with provisioned|Read or write|hot|auto-scaling|provisioned units by hand|indexes|back off|"
        "On-demand|access pattern"),
    ),
    "S3 file failure": (
        ["lambda_function.error_rate_high", "lambda_function.async_events_dropped", "lambda_function.timed_out",
         "lambda_function.out_of_memory", "s3_bucket.requests_refused"],
        ("notification|expected key|role|format|invoke the function with|S3 event|timeout_seconds|memory_size_mb|"
        "Validate files on upload|limit their size|AccessDenied|NoSuchKey"),
    ),
    "integration tests": (
        ["lambda_function.error_rate_high", "canary.failing"],
        "CONFIG_ENV|test data|environment's resources|retries, twice|set up and torn down",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNBOOKS)
def test_a_runbook_of_the_manual_is_covered(name: str):
    rules, facts = RUNBOOKS[name]
    essays = [load_catalogue().rule(rule).essay for rule in rules]
    text = " ".join(
        " ".join((essay.watches, essay.hurts, essay.wrong_when, *essay.first, *essay.then, *essay.prevent))
        for essay in essays
    )
    assert [fact for fact in facts.split("|") if not re.search(re.escape(fact), text, re.IGNORECASE)] == []


THRESHOLDS = {
    "lambda_function.error_rate_high": {
        "threshold_percent": 5, "recovers_below_percent": 1, "recovers_after_minutes": 10
    },
    "lambda_function.throttled": {"threshold_count": 10, "recovers_after_minutes": 10},
    "lambda_function.duration_near_timeout": {"threshold_percent": 80, "recovers_below_percent": 70},
    "lambda_function.not_invoked": {"silent_minutes": 60},
    "lambda_function.iterator_age_high": {"threshold_minutes": 60, "step_minutes": 240},
    "kinesis_stream.consumer_lag": {"threshold_minutes": 60},
    "kinesis_stream.writes_throttled": {"threshold_count": 0, "for_minutes": 5},
    "sqs_queue.oldest_message_too_old": {"threshold_minutes": 15},
    "sqs_queue.depth_growing": {"threshold_messages": 100},
    "sqs_queue.dead_letters_waiting": {"threshold_count": 0},
    "dynamodb_table.throttled": {"threshold_count": 10, "recovers_after_minutes": 10},
    "dynamodb_table.system_errors": {"threshold_count": 0},
}  # fmt: skip


@pytest.mark.parametrize("rule", THRESHOLDS)
def test_the_manuals_thresholds_are_the_defaults(rule: str):
    tuning = load_catalogue().rule(rule).rule.Tuning()
    assert {name: getattr(tuning, name) for name in THRESHOLDS[rule]} == THRESHOLDS[rule]


PRIORITIES = {
    "high": "lambda_function.error_rate_high lambda_function.iterator_age_high kinesis_stream.consumer_lag "
    "service.all_functions_failing router.errors router.dead_letters router.age router.heartbeat",
    "medium": "lambda_function.throttled sqs_queue.depth_growing sqs_queue.oldest_message_too_old "
    "dynamodb_table.throttled lambda_function.duration_near_timeout lambda_function.not_invoked "
    "kinesis_stream.writes_throttled sqs_queue.dead_letters_waiting dynamodb_table.system_errors service.user_errors "
    "canary.failing canary.not_running",
    "low": "kinesis_stream.near_shard_limit dynamodb_table.near_capacity lambda_function.concurrency_near_limit",
}


@pytest.mark.parametrize("priority", PRIORITIES)
def test_the_manuals_channels_follow_from_priorities(priority: str):
    found = {rule: load_catalogue().rule(rule).rule.priority.value for rule in PRIORITIES[priority].split()}
    assert set(found.values()) == {priority}, found
