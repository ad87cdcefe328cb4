"""Exact counts by watermark: one write a campaign and batch, if the last sequence number counted is still as read.

For events that name their shard (a tumbling window is configured). It needs ParallelizationFactor 1: when batches of
a shard run at once, DynamoDB streams keep order only within an item, and a campaign is many items. Measured under
crashes and re-cut batches it drifts by nothing, a plain ADD by a fifth (facts/workers.md §3.2).
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from workers.process_saved_scores.counts import MAX_ATTEMPTS, CountsBusyError, Item, change, load, register, verdicts
from workers.process_saved_scores.logic import Change, after, padded, total
from workers.runtime.batch import backoff
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# A stream keeps records for 24 hours, and a shard takes new ones for about four.
SHARD_SECONDS = 48 * 3600
_SHARD_TIME = re.compile(r"wm_shardId-0*(1\d{12})-")


class Watermark:
    """Applies changes of one shard."""

    def __init__(
        self,
        table: str,
        shard_id: str,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = table
        self._shard = f"wm_{shard_id}"
        self._now = now
        self._sleep = sleep

    def apply(self, campaign_id: str, changes: Sequence[Change]) -> dict[str, int] | None:
        """See Applier."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            item = load(self._table, campaign_id)
            seen = item.get(self._shard, {}).get("S", "")
            new = after(changes, seen)
            # Records that leave the verdict alone need no watermark: applied twice they still change nothing.
            if not any(fresh.delta for fresh in new):
                return None
            if not item:
                register(self._table, campaign_id)
            try:
                return verdicts(self._write(campaign_id, new, seen, item))
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
            self._sleep(backoff(attempt, 0.02))
        raise CountsBusyError(f"counts of {campaign_id} changed under {MAX_ATTEMPTS} attempts")

    def _write(self, campaign_id: str, new: Sequence[Change], seen: str, item: Item) -> Item:
        now = self._now()
        arguments = change(self._table, campaign_id, total(new), now)
        arguments["UpdateExpression"] += ", #wm = :last"
        arguments["ExpressionAttributeNames"]["#wm"] = self._shard
        arguments["ExpressionAttributeValues"][":last"] = {"S": max(padded(fresh.sequence) for fresh in new)}
        arguments["ConditionExpression"] = "#wm = :seen" if seen else "attribute_not_exists(#wm)"
        if seen:
            arguments["ExpressionAttributeValues"][":seen"] = {"S": seen}
        if closed := [name for name in item if name != self._shard and _closed(name, now)]:
            arguments["ExpressionAttributeNames"] |= {f"#old{n}": name for n, name in enumerate(closed)}
            arguments["UpdateExpression"] += " REMOVE " + ", ".join(f"#old{n}" for n in range(len(closed)))
        attributes: Item = client("dynamodb").update_item(**arguments, ReturnValues="ALL_NEW")["Attributes"]
        return attributes


def _closed(attribute: str, now: float) -> bool:
    """Tell whether an attribute is the watermark of a shard that can send nothing any more."""
    made = _SHARD_TIME.match(attribute)
    return made is not None and int(made[1]) / 1000 < now - SHARD_SECONDS
