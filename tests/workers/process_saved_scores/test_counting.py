"""processSavedScores against a cloud on loopback: counts stay exact, whatever Lambda delivers how often."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.cloud import TABLE, Cloud, Context, Lines, refuse
from tests.workers.event import change
from workers.process_saved_scores.handler import handle
from workers.runtime.score import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable

SHARD = "shardId-00000001767225600000-0a1b2c3d"
MODES = {"watermark": {"shardId": SHARD, "window": {}, "state": {}}, "markers": {}}


def counts(cloud: Cloud, campaign: str = "12345") -> dict[str, int]:
    """The counts item, without zeros."""
    item = cloud.items(f"campaign:{campaign}").get((f"campaign:{campaign}", "meta:counts"), {})
    found = {verdict: int(item.get(f"count_{verdict}", {"N": "0"})["N"]) for verdict in VERDICTS}
    assert int(item.get("total", {"N": "0"})["N"]) == sum(found.values())
    return {verdict: count for verdict, count in found.items() if count}


def deliver(records: list[dict[str, Any]], context: Context, mode: str) -> list[str]:
    """Deliver a batch; return the item identifiers of the response."""
    if not records:
        return []
    response = handle({"Records": records, **MODES[mode]}, context)
    assert ("state" in response) == (mode == "watermark")
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


CASES = {
    "a new fan counts": ([change(1, "a", None, "verified")], {"verified": 1}),
    "a changed verdict moves": (
        [change(1, "a", None, "verified"), change(2, "a", "verified", "rejected")],
        {"rejected": 1},
    ),
    "a kept verdict counts once": (
        [change(1, "a", None, "verified"), change(2, "a", "verified", "verified")],
        {"verified": 1},
    ),
    "a fan who goes, by TTL too, is taken off": (
        [change(1, "a", None, "verified"), change(2, "b", None, "verified"), change(3, "a", "verified", None)],
        {"verified": 1},
    ),
    "meta records do not count": (
        [change(1, "", None, "verified", sort="meta:counts"), change(2, "a", None, "rejected")],
        {"rejected": 1},
    ),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("records", "expected"), CASES.values(), ids=CASES)
def test_counts_follow_the_images(
    cloud: Cloud, context: Context, mode: str, records: list[dict[str, Any]], expected: dict[str, int]
) -> None:
    assert deliver(records, context, mode) == []
    assert counts(cloud) == expected
    assert deliver(records, context, mode) == []
    assert counts(cloud) == expected


def history(seed: random.Random, size: int, campaigns: tuple[str, str]) -> list[dict[str, Any]]:
    """A stream of fans of two campaigns who come, change and go. Event ids name the campaign and so the seed."""
    verdict: dict[tuple[str, str], str | None] = {}
    records = []
    for sequence in range(1, size + 1):
        fan = (seed.choice(campaigns), f"fan-{seed.randrange(size // 3)}")
        old = verdict.get(fan)
        new = seed.choice([*VERDICTS, None] if old else VERDICTS)
        verdict[fan] = new
        records.append(change(sequence, fan[1], old, new, campaign=fan[0]))
        records[-1]["eventID"] = f"{fan[0]}-{sequence}"
    return records


def truth(records: list[dict[str, Any]], campaign: str) -> dict[str, int]:
    """An independent count: the last image of each fan."""
    last = {r["dynamodb"]["Keys"]["SK"]["S"]: r["dynamodb"].get("NewImage") for r in records if _of(r, campaign)}
    return dict(Counter(image["verdict"]["S"] for image in last.values() if image))


def _of(record: dict[str, Any], campaign: str) -> bool:
    return _campaign(record) == campaign


def _campaign(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["PK"]["S"]).removeprefix("campaign:")


def deliver_badly(
    records: list[dict[str, Any]], context: Context, mode: str, seed: random.Random, largest: int = 12
) -> None:
    """Deliver in order, as a shard does, with every fault Lambda has: each batch cut anew after a failure."""
    position = 0
    while position < len(records):
        batch = records[position : position + seed.randint(1, largest)]
        fault = seed.random()
        if fault < 0.2:  # died between two campaigns
            deliver([r for r in batch if _of(r, _campaign(batch[0]))], context, mode)
        elif fault < 0.4:  # died, or lost the answer, after everything was written
            deliver(batch, context, mode)
        elif fault < 0.5:  # bisected, and the first half checkpointed
            deliver(batch[: len(batch) // 2], context, mode)
            position += len(batch) // 2
        else:
            assert deliver(batch, context, mode) == []
            position += len(batch)


@pytest.mark.parametrize("mode", MODES)
def test_counts_are_exact_under_crashes_and_batches_cut_anew(cloud: Cloud, context: Context, mode: str) -> None:
    size = {"watermark": 10, "markers": 7}[mode]  # moto copies all its tables for each transaction
    for number in range(20):
        cloud.renew()
        seed = random.Random(number)
        campaigns = ("a", "b")
        records = history(seed, size, campaigns)
        deliver_badly(records, context, mode, seed)
        for campaign in campaigns:
            assert counts(cloud, campaign) == truth(records, campaign), f"seed {number}"


@pytest.mark.wide
@pytest.mark.parametrize("number", range(20))
def test_counts_are_exact_over_ten_thousand_events(cloud: Cloud, context: Context, number: int) -> None:
    seed = random.Random(1_000 + number)
    records = history(seed, 10_000, ("a", "b"))
    deliver_badly(records, context, "watermark", seed, largest=500)  # the spec's batch size
    for campaign in ("a", "b"):
        assert counts(cloud, campaign) == truth(records, campaign)


@pytest.mark.parametrize("mode", MODES)
def test_a_campaign_that_cannot_be_counted_brings_back_its_first_record_and_no_other_counts_twice(
    cloud: Cloud, context: Context, lines: Callable[[], Lines], mode: str
) -> None:
    batch = [
        change(1, "a", None, "verified", campaign="777"),
        change(2, "b", None, "verified"),
        change(3, "c", None, "verified"),
    ]
    done: list[int] = []

    def throttle(environ, forward):  # type: ignore[no-untyped-def]
        if environ["HTTP_X_AMZ_TARGET"].endswith(("UpdateItem", "TransactWriteItems")):
            done.append(1)
            if len(done) > 1:
                return refuse(environ["HTTP_X_AMZ_TARGET"].split(".")[-1], "AccessDeniedException", 1)(environ, forward)
        return None

    cloud.faults.append(throttle)
    assert deliver(batch, context, mode) == [str(10**20 + 2)]
    out = lines()
    assert (out.metric("RecordsFailed"), out.metric("OperationFailed", Operation="counts.update")) == (2, 1)
    cloud.faults.clear()
    assert deliver(batch, context, mode) == []
    assert (counts(cloud), counts(cloud, "777")) == ({"verified": 2}, {"verified": 1})


def test_present_counts_are_metrics_of_their_campaign_and_the_canarys_are_not(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    deliver([change(1, "a", None, "verified"), change(2, "b", None, "rejected")], context, "watermark")
    deliver([change(3, "a", None, "verified", campaign="canary-0000")], context, "watermark")
    out = lines()
    assert out.metric("VerifiedCount", campaignId="12345") == 1
    assert out.metric("VerdictCount", campaignId="12345", verdict="rejected") == 1
    assert out.metric("VerifiedCount", campaignId="canary-0000") is None
    namespaces = {b["_aws"]["CloudWatchMetrics"][0]["Namespace"] for b in out.blobs}
    assert namespaces == {"VerifiedFan/Workers", "VerifiedFan/Scoring"}


def test_watermarks_of_shards_that_closed_long_ago_are_taken_off(cloud: Cloud, context: Context) -> None:
    for number, shard in enumerate((f"shardId-0000000{1_500_000_000_000 + n}-aaaa" for n in range(2)), 1):
        handle({"Records": [change(number, str(number), None, "verified")], "shardId": shard}, context)
    item = cloud.items()[("campaign:12345", "meta:counts")]
    assert [name for name in item if name.startswith("wm_")] == ["wm_shardId-00000001500000000001-aaaa"]


FOREIGN = {
    "another table's item": change(1, "", None, "verified", sort="order:1"),
    "no verdict": change(1, "a", None, "maybe"),
    "numbers for keys": {"dynamodb": {"Keys": {"Id": {"N": "101"}}, "SequenceNumber": "111"}},
}


@pytest.mark.parametrize("record", FOREIGN.values(), ids=FOREIGN)
def test_a_record_that_is_not_ours_is_parked_and_holds_nothing_up(
    cloud: Cloud, context: Context, record: dict[str, Any]
) -> None:
    foreign = {"eventSource": "aws:dynamodb", **record}
    assert deliver([foreign, change(2, "b", None, "verified")], context, "watermark") == []
    assert counts(cloud) == {"verified": 1}
    assert len(cloud.parked()) == 1


def put_scores(cloud: Cloud, verdicts: dict[str, str]) -> None:
    for member, verdict in verdicts.items():
        item = {"PK": {"S": "campaign:12345"}, "SK": {"S": f"score:{member}"}, "verdict": {"S": verdict}}
        cloud.dynamodb.put_item(TableName=TABLE, Item=item)


def reconcile(context: Context, *, repair: bool) -> str:
    found = handle({"reconcile": {"repair": repair}}, context)["reconcile"]
    return str(found["12345"])


def probe(cloud: Cloud, sequence: int) -> dict[str, Any]:
    """The probe item's stream record."""
    record = change(sequence, "", None, "verified", sort="meta:probe")
    record["dynamodb"]["NewImage"] = cloud.items()[("campaign:12345", "meta:probe")]
    return record


def test_drift_is_believed_and_repaired_only_once_the_stream_has_proven_it(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    put_scores(cloud, {"a": "verified", "b": "verified", "c": "rejected"})
    deliver([change(1, "a", None, "verified")], context, "watermark")
    assert reconcile(context, repair=True) == "suspected"
    assert reconcile(context, repair=True) == "suspected", "the probe has not come through"
    assert lines().metric("CountsDrift") == 0
    deliver([probe(cloud, 2)], context, "watermark")
    assert reconcile(context, repair=False) == "confirmed"
    assert lines().metric("CountsDrift") == 2
    assert reconcile(context, repair=True) == "repaired"
    assert counts(cloud) == {"verified": 2, "rejected": 1}
    assert reconcile(context, repair=True) == "exact"


def test_a_difference_the_stream_still_brings_is_never_repaired_twice(cloud: Cloud, context: Context) -> None:
    put_scores(cloud, {"a": "verified", "b": "verified"})
    deliver([change(1, "a", None, "verified")], context, "watermark")
    assert reconcile(context, repair=True) == "suspected"
    deliver([change(2, "b", None, "verified"), probe(cloud, 3)], context, "watermark")
    assert reconcile(context, repair=True) == "exact"
    assert counts(cloud) == {"verified": 2}


def test_a_late_event_without_its_shard_is_left_to_reconcile_where_a_watermark_counts(
    cloud: Cloud, context: Context
) -> None:
    put_scores(cloud, {"a": "verified", "b": "verified"})
    deliver([change(2, "a", None, "verified")], context, "watermark")
    assert deliver([change(1, "b", None, "verified")], context, "markers") == []
    assert counts(cloud) == {"verified": 1}
    deliver([probe(cloud, 3)], context, "watermark")
    assert reconcile(context, repair=True) == "repaired"
    assert counts(cloud) == {"verified": 2}


def test_the_call_that_ends_a_window_brings_no_records_and_gets_its_state_back(cloud: Cloud, context: Context) -> None:
    event = {"Records": [], "window": {}, "shardId": SHARD, "state": {"1": 2}}
    assert handle(event, context) == {"batchItemFailures": [], "state": {"1": 2}}
