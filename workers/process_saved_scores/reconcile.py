"""Counts a campaign's items afresh and compares: finds drift, and repairs it once it is proven.

A difference alone proves nothing: stream records may be on their way. So a pass that finds one writes a probe item
beside the scores, and the next pass believes the difference when it is still the same, the counts have not moved
since, and the probe has come through the stream, behind everything that was on its way. Only then it is CountsDrift,
and only then a repair may add it. One pass reads the campaign once: 25,000 read units for a million fans.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson
from botocore.exceptions import ClientError

from workers.process_saved_scores import counts
from workers.process_saved_scores.logic import PROBE_KEY
from workers.runtime.client import client
from workers.runtime.score import VERDICTS

if TYPE_CHECKING:
    from workers.runtime.deadline import Deadline

PENDING_KEY = "meta:reconcile"


class Finding(StrEnum):
    """What one pass found."""

    EXACT = "exact"
    MOVING = "moving"
    """The counts changed during the pass; nothing can be said."""
    UNFINISHED = "unfinished"
    """Time ran out before all items were read."""
    SUSPECTED = "suspected"
    """They differ, and the stream may still bring the difference."""
    CONFIRMED = "confirmed"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finding, and the difference by verdict (items stored − counted)."""

    finding: Finding
    drift: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Sum of the proven differences, for the CountsDrift metric; 0 unless proven."""
        proven = self.finding in (Finding.CONFIRMED, Finding.REPAIRED)
        return sum(abs(difference) for difference in self.drift.values()) if proven else 0


def reconcile(table: str, campaign_id: str, deadline: Deadline, *, repair: bool, now: float) -> Outcome:
    """Make one pass over a campaign; botocore's errors pass through. `now` is in epoch seconds."""
    before = counts.load(table, campaign_id)
    stored = _recount(table, campaign_id, deadline)
    if stored is None:
        return Outcome(finding=Finding.UNFINISHED)
    if _rev(counts.load(table, campaign_id)) != _rev(before):
        return Outcome(finding=Finding.MOVING)
    known = counts.verdicts(before)
    drift = {verdict: stored[verdict] - known[verdict] for verdict in VERDICTS if stored[verdict] != known[verdict]}
    if not drift:
        return Outcome(finding=Finding.EXACT)
    if not _proven(table, campaign_id, before, drift):
        _suspect(table, campaign_id, before, drift, int(now * 1000))
        return Outcome(finding=Finding.SUSPECTED, drift=drift)
    repaired = repair and _repair(table, campaign_id, before, drift, now)
    return Outcome(finding=Finding.REPAIRED if repaired else Finding.CONFIRMED, drift=drift)


def note_probe(table: str, campaign_id: str, nonce: int) -> None:
    """Record that a probe came through the stream; the counts and their revision stay as they are."""
    client("dynamodb").update_item(
        TableName=table,
        Key=counts.key(campaign_id),
        UpdateExpression="SET #probe = :nonce",
        ExpressionAttributeNames={"#probe": "probe"},
        ExpressionAttributeValues={":nonce": {"N": str(nonce)}},
    )


def _recount(table: str, campaign_id: str, deadline: Deadline) -> Counter[str] | None:
    found: Counter[str] = Counter()
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :score)",
            ExpressionAttributeValues={":pk": {"S": f"campaign:{campaign_id}"}, ":score": {"S": "score:"}},
            ProjectionExpression="verdict",
            ConsistentRead=True,
        )
    )
    for page in pages:
        found.update(item["verdict"]["S"] for item in page["Items"] if "verdict" in item)
        if deadline.near():
            return None
    return found


def _rev(item: dict[str, Any]) -> int:
    return int(item.get("rev", {"N": "0"})["N"])


def _proven(table: str, campaign_id: str, item: dict[str, Any], drift: dict[str, int]) -> bool:
    reply = client("dynamodb").get_item(TableName=table, Key=counts.key(campaign_id, PENDING_KEY), ConsistentRead=True)
    pending = reply.get("Item")
    if not pending:
        return False
    same = orjson.loads(pending["drift"]["S"]) == drift and int(pending["rev"]["N"]) == _rev(item)
    return same and int(item.get("probe", {"N": "0"})["N"]) >= int(pending["nonce"]["N"])


def _suspect(table: str, campaign_id: str, item: dict[str, Any], drift: dict[str, int], nonce: int) -> None:
    number = {"N": str(nonce)}
    pending = {"rev": {"N": str(_rev(item))}, "drift": {"S": orjson.dumps(drift).decode()}, "nonce": number}
    # The suspicion first: a probe that comes through without one proves nothing and harms nothing.
    client("dynamodb").put_item(TableName=table, Item={**counts.key(campaign_id, PENDING_KEY), **pending})
    client("dynamodb").put_item(TableName=table, Item={**counts.key(campaign_id, PROBE_KEY), "nonce": number})


def _repair(table: str, campaign_id: str, item: dict[str, Any], drift: dict[str, int], now: float) -> bool:
    """Add the drift if the counts are still those that were compared; tell whether they were."""
    arguments = counts.change(table, campaign_id, drift, now)
    arguments["ConditionExpression"] = "#rev = :rev" if _rev(item) else "attribute_not_exists(#rev)"
    if _rev(item):
        arguments["ExpressionAttributeValues"][":rev"] = {"N": str(_rev(item))}
    try:
        client("dynamodb").update_item(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
