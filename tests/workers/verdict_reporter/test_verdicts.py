"""verdictReporter against a cloud and a Slack on loopback: each change of the counts is posted, once."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.workers.cloud import TABLE, Cloud, Context, Lines, Service
from tests.workers.event import sqs
from workers.verdict_reporter import slack
from workers.verdict_reporter.handler import handle
from workers.verdict_reporter.logic import delay
from workers.verdict_reporter.post_state import LEASE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "xoxb-planted-token"
TAKEN = (200, {}, b'{"ok": true, "ts": "1767225600.000100"}')
DONE: dict[str, Any] = {"batchItemFailures": []}
AGAIN = {"batchItemFailures": [{"itemIdentifier": "m0"}]}
ASKED = {"campaignId": "12345", "source": "test"}


@pytest.fixture(autouse=True)
def slack_settings(cloud: Cloud, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK_API_URL": f"{service.url}/api/",
        "SLACK_CHANNEL": "#verdicts",
        "SLACK_TOKEN_SECRET": "slack-token",
        "SETTLE_SECONDS": "30",
    }.items():
        monkeypatch.setenv(name, value)
    secrets = boto3.client("secretsmanager", endpoint_url=cloud.url, region_name="us-east-1")
    secrets.create_secret(Name="slack-token", SecretString=TOKEN)
    service.default = lambda *_: TAKEN
    slack.forget_token()


def set_counts(cloud: Cloud, age_seconds: int = 3_600, campaign: str = "12345", **counts: int) -> None:
    item = {
        "PK": {"S": f"campaign:{campaign}"},
        "SK": {"S": "meta:counts"},
        "total": {"N": str(sum(counts.values()))},
        "updated_at": {"N": str(int(time.time()) - age_seconds)},
        **{f"count_{verdict}": {"N": str(count)} for verdict, count in counts.items()},
    }
    cloud.dynamodb.put_item(TableName=TABLE, Item=item)


def texts(service: Service) -> list[str]:
    """What Slack was asked to show."""
    posts = [json.loads(body) for _, path, _, body in service.asked if path == "/api/chat.postMessage"]
    return ["\n".join(block["text"]["text"] for block in post["blocks"]) for post in posts]


def test_counts_are_posted_once_and_then_only_their_changes(
    cloud: Cloud, service: Service, context: Context, lines: Callable[[], Lines]
) -> None:
    set_counts(cloud, verified=1_200, rejected=30)
    assert handle(sqs(ASKED), context) == DONE
    assert handle(sqs(ASKED), context) == DONE, "equal counts"
    set_counts(cloud, verified=1_250, rejected=30)
    assert handle(sqs(ASKED), context) == DONE
    assert texts(service) == [
        "*Campaign 12345: 1,230 fans have a verdict*\n*verified*  1,200\n*waitlisted*  0\n*rejected*  30",
        "*Campaign 12345: 1,280 fans have a verdict*\n*verified*  1,250  (+50)\n*waitlisted*  0\n*rejected*  30",
    ]
    _, _, headers, body = service.asked[0]
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(body)["channel"] == "#verdicts"
    out = lines()
    assert (out.metric("VerdictsPosted"), out.metric("VerdictsSkipped")) == (2, 1)
    assert TOKEN not in json.dumps(out.logs)


def test_messages_about_one_campaign_share_one_look(cloud: Cloud, service: Service, context: Context) -> None:
    set_counts(cloud, verified=1)
    assert handle(sqs(ASKED, ASKED, ASKED), context) == DONE
    assert len(texts(service)) == 1


SKIPPED = {
    "counts still moving": (ASKED, 5, "moving"),
    "no counts yet": ({"campaignId": "unknown"}, 3_600, "moving"),
    "no counts at the last look": ({"campaignId": "unknown", "look": 20}, 3_600, "missing"),
}


@pytest.mark.parametrize(("asked", "age", "decision"), SKIPPED.values(), ids=SKIPPED)
def test_nothing_is_posted_about(
    cloud: Cloud,
    service: Service,
    context: Context,
    lines: Callable[[], Lines],
    asked: dict[str, Any],
    age: int,
    decision: str,
) -> None:
    set_counts(cloud, age_seconds=age, verified=1)
    assert handle(sqs(asked), context) == DONE
    assert texts(service) == []
    assert lines().message("verdict compared")["comparison"] == decision


def test_moving_counts_are_looked_at_again_and_posted_at_the_last_look(
    cloud: Cloud, service: Service, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.verdict_reporter.reporting.delay", lambda *_: 0)
    set_counts(cloud, age_seconds=0, verified=1)
    event = sqs(ASKED)
    carrier = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    event["Records"][0]["messageAttributes"] = {"traceparent": {"stringValue": carrier, "dataType": "String"}}
    handle(event, context)
    assert [(m["campaignId"], m["look"], m["attributes"]) for m in cloud.messages()] == [
        ("12345", 2, {"traceparent": carrier})
    ]
    handle(sqs({**ASKED, "look": 20}), context)
    assert len(texts(service)) == 1


@pytest.mark.parametrize(("look", "seconds"), [(1, 30), (2, 60), (5, 480), (6, 900), (20, 900)])
def test_looks_grow_apart_up_to_what_sqs_can_wait(look: int, seconds: int) -> None:
    assert delay(look, 30) == seconds


def test_a_rate_limited_post_waits_as_long_as_slack_says(cloud: Cloud, service: Service, context: Context) -> None:
    set_counts(cloud, verified=1)
    service.answers = [(429, {"Retry-After": "1"}, b'{"ok": false, "error": "ratelimited"}')]
    started = time.monotonic()
    assert handle(sqs(ASKED), context) == DONE
    assert time.monotonic() - started >= 1
    assert len(service.asked) == 2


def test_a_limit_longer_than_the_time_left_gives_the_lease_back(
    cloud: Cloud, service: Service, context: Context
) -> None:
    set_counts(cloud, verified=1)
    service.answers = [(429, {"Retry-After": "600"}, b"{}")]
    assert handle(sqs(ASKED), context) == AGAIN
    assert handle(sqs(ASKED), context) == DONE
    assert len(service.asked) == 2


UNKNOWN = {
    "a lost answer": None,
    "a 500": (500, {}, b"oops"),
}


@pytest.mark.parametrize("answer", UNKNOWN.values(), ids=UNKNOWN)
def test_after_an_unknown_end_nobody_posts_again_before_the_lease_ends(
    cloud: Cloud, service: Service, context: Context, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    set_counts(cloud, verified=1)
    service.answers = [answer]
    assert handle(sqs(ASKED), context) == AGAIN
    context.aws_request_id = "request-2"
    assert handle(sqs(ASKED), context) == AGAIN
    assert len(service.asked) == 1
    now = time.time()
    monkeypatch.setattr("workers.verdict_reporter.reporting.time.time", lambda: now + LEASE_SECONDS + 1)
    assert handle(sqs(ASKED), context) == DONE
    assert len(service.asked) == 2


def test_a_refusal_of_slack_is_named_and_the_next_delivery_may_post(
    cloud: Cloud, service: Service, context: Context, lines: Callable[[], Lines]
) -> None:
    set_counts(cloud, verified=1)
    service.answers = [(200, {}, b'{"ok": false, "error": "channel_not_found"}')]
    assert handle(sqs(ASKED), context) == AGAIN
    out = lines()
    assert "channel_not_found" in out.message("slack post failed")["error"]
    assert out.metric("OperationFailed", Operation="slack.post") == 1
    assert handle(sqs(ASKED), context) == DONE


def test_a_slack_that_cannot_be_reached_was_certainly_not_posted_to(
    cloud: Cloud, service: Service, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("workers.verdict_reporter.slack.backoff", lambda *_: 0.0)
    set_counts(cloud, verified=1)
    assert handle(sqs(ASKED), context) == AGAIN
    state = cloud.items()[("campaign:12345", "meta:slack")]
    assert set(state) == {"PK", "SK"}


@pytest.mark.parametrize("body", ["hello world", "[]", '{"source": "x"}', ""])
def test_a_message_that_asks_for_nothing_is_parked_and_not_brought_back(
    cloud: Cloud, context: Context, body: str
) -> None:
    assert handle(sqs(body), context) == DONE
    (parked,) = cloud.parked().values()
    assert parked["records"][0]["content"] == body
