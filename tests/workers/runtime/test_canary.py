"""A canary's data takes the way of all data; it expires, and nobody is told of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.workers.cloud import TABLE, Cloud, Context, Lines, Service
from tests.workers.event import change, kinesis, score, sqs
from workers.load_scores_to_dynamodb.handler import handle as store
from workers.process_saved_scores.handler import handle as count
from workers.redrive_dead_letters.handler import handle as redrive
from workers.runtime import canary
from workers.verdict_reporter import slack
from workers.verdict_reporter.handler import handle as report

if TYPE_CHECKING:
    from collections.abc import Callable

RUN = "canary-0000-5d0c1b2a"
KEPT = canary.KEPT_SECONDS


@pytest.mark.parametrize(
    ("campaign", "owned"),
    [("canary-0000", True), (RUN, True), ("canary-00001", False), ("12345", False), ("", False), (None, False)],
)
def test_only_the_reserved_campaigns_are_a_canarys(campaign: object, owned: bool) -> None:
    assert canary.owns(campaign) is owned


def expires_soon(item: dict[str, Any]) -> bool:
    return KEPT - 60 < int(item["expires_at"]["N"]) - time.time() <= KEPT


def test_its_items_expire_and_those_of_others_do_not(cloud: Cloud, context: Context) -> None:
    store(kinesis(score("a", campaignId=RUN), score("a")), context)
    for campaign in (RUN, "12345"):
        count({"Records": [change(1, "a", None, "verified", campaign=campaign)], "shardId": "s"}, context)
    found = {key: item for key, item in cloud.items().items() if RUN in key[0]}
    assert {sort for _, sort in found} == {"score:a", "meta:counts"}
    assert all(expires_soon(item) for item in found.values())
    assert not any("expires_at" in item for key, item in cloud.items().items() if RUN not in key[0])
    assert ("campaigns", f"campaign:{RUN}") not in cloud.items(), "the register is what reconcile goes by"


def test_its_counts_are_compared_claimed_and_confirmed_but_not_posted(
    cloud: Cloud, service: Service, context: Context, lines: Callable[[], Lines], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SLACK_API_URL": service.url, "SLACK_CHANNEL": "#c", "SLACK_TOKEN_SECRET": "s"}.items():
        monkeypatch.setenv(name, value)
    boto3.client("secretsmanager", endpoint_url=cloud.url, region_name="us-east-1").create_secret(
        Name="s", SecretString="t"
    )
    slack.forget_token()
    counts = {"total": {"N": "1"}, "count_verified": {"N": "1"}, "updated_at": {"N": "1"}}
    cloud.dynamodb.put_item(
        TableName=TABLE, Item={"PK": {"S": f"campaign:{RUN}"}, "SK": {"S": "meta:counts"}, **counts}
    )
    assert report(sqs({"campaignId": RUN}), context) == {"batchItemFailures": []}
    assert service.asked == []
    state = cloud.items()[f"campaign:{RUN}", "meta:slack"]
    assert state["posted_counts"]["M"]["verified"] == {"N": "1"}
    assert expires_soon(state)
    out = lines()
    assert out.message("verdict withheld")["comparison"] == "changed"
    assert not out.metric("VerdictsPosted")


def test_its_dead_letter_is_given_back_like_any_other_and_dropped_in_the_end(cloud: Cloud, context: Context) -> None:
    event = sqs({"campaignId": RUN}, DeadLetterQueueSourceArn="arn:aws:sqs:us-east-1:123456789012:verdicts")
    redrive(event, context)
    assert cloud.messages() == [{"campaignId": RUN, "attributes": {"redrives": "1"}}]
    event["Records"][0]["messageAttributes"] = {"redrives": {"stringValue": "3", "dataType": "Number"}}
    assert redrive(event, context) == {"batchItemFailures": []}
    assert (cloud.messages(), cloud.parked()) == ([], {})


def test_its_traces_are_marked_in_logs(cloud: Cloud, context: Context, lines: Callable[[], Lines]) -> None:
    own = f"00-6925c0de{'1' * 16}{canary.TRACE_ENDING}-b7ad6b7169203331-01"
    store(kinesis(score("a", traceparent=own)), context)
    store(kinesis(score("b")), context)
    assert [line.get("canary") for line in lines().logs if line.get("message") == "batch written"] == [True, None]
