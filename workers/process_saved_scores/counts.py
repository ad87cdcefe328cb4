"""The counts item of a campaign.

PK `campaign:<id>`, SK `meta:counts`: `total`, `count_<verdict>`, `rev` (grows with every change), `updated_at`
(epoch seconds), `wm_<shard id>` (last sequence number counted from that shard) and `probe` (see reconcile).
PK `campaigns`, SK `campaign:<id>`: the list of campaigns that have counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workers.runtime import canary
from workers.runtime.client import client
from workers.runtime.score import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.process_saved_scores.logic import Change

Item = dict[str, Any]
MAX_ATTEMPTS = 6
REGISTER = "campaigns"


class CountsBusyError(RuntimeError):
    """Other writers kept changing the counts; the batch comes again."""


class ModeConflictError(RuntimeError):
    """An event without its shard, for a campaign that is counted by watermark: it may be counted already."""


class Applier(Protocol):
    """A way to apply a campaign's changes exactly once; see watermark and markers."""

    def apply(self, campaign_id: str, changes: Sequence[Change]) -> dict[str, int] | None:
        """Apply what was not applied before; return the counts by verdict, or None when nothing changed."""


def key(campaign_id: str, sort: str = "meta:counts") -> Item:
    """Return the key of one of a campaign's items."""
    return {"PK": {"S": f"campaign:{campaign_id}"}, "SK": {"S": sort}}


def load(table: str, campaign_id: str) -> Item:
    """Read a campaign's counts item, consistently; empty when there is none."""
    reply = client("dynamodb").get_item(TableName=table, Key=key(campaign_id), ConsistentRead=True)
    item: Item = reply.get("Item", {})
    return item


def register(table: str, campaign_id: str) -> None:
    """List a campaign, before its first count, so that every counted campaign is listed."""
    item = {"PK": {"S": REGISTER}, "SK": {"S": f"campaign:{campaign_id}"}}
    canary.tell(campaign_id, lambda: client("dynamodb").put_item(TableName=table, Item=item))


def registered(table: str) -> list[str]:
    """Return the ids of all campaigns that have counts."""
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=table,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": REGISTER}},
        )
    )
    return [item["SK"]["S"].removeprefix("campaign:") for page in pages for item in page["Items"]]


def verdicts(item: Item) -> dict[str, int]:
    """Read the counts by verdict from the item, zeros included."""
    return {verdict: int(item.get(f"count_{verdict}", {"N": "0"})["N"]) for verdict in VERDICTS}


def change(table: str, campaign_id: str, delta: Mapping[str, int], now: float) -> dict[str, Any]:
    """Return UpdateItem's arguments that add `delta`; the caller adds its condition."""
    names = {f"#{verdict}": f"count_{verdict}" for verdict in delta}
    values = {f":{verdict}": {"N": str(count)} for verdict, count in delta.items()}
    adds = ", ".join(f"#{verdict} :{verdict}" for verdict in delta)
    expiry = canary.expiry(campaign_id, lambda: now)
    return {
        "TableName": table,
        "Key": key(campaign_id),
        "UpdateExpression": f"ADD #total :total, #rev :one{', ' if adds else ''}{adds} SET #at = :at"
        + "".join(f", {name} = :{name}" for name in expiry),
        "ExpressionAttributeNames": {"#total": "total", "#rev": "rev", "#at": "updated_at", **names},
        "ExpressionAttributeValues": {
            ":total": {"N": str(sum(delta.values()))},
            ":one": {"N": "1"},
            ":at": {"N": str(int(now))},
            **{f":{name}": value for name, value in expiry.items()},
            **values,
        },
    }
