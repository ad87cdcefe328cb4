"""Exact counts by markers: a transaction puts one marker an event beside the change, so each event counts once.

For events that do not name their shard. Exact with no assumption about batches or order, at 75 times the write units
of a watermark.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from workers.process_saved_scores.counts import (
    MAX_ATTEMPTS,
    CountsBusyError,
    Item,
    ModeConflictError,
    change,
    load,
    register,
    verdicts,
)
from workers.process_saved_scores.logic import Change, total
from workers.runtime.batch import backoff
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# TransactWriteItems takes 100 actions; one is the change itself.
EVENTS_A_TRANSACTION = 99
# An event can come back from a dead-letter queue (14 days) long after its stream (1 day).
MARKER_SECONDS = 15 * 24 * 3600


class Markers:
    """Applies changes of any origin; markers go to `marker_table`."""

    def __init__(
        self,
        table: str,
        marker_table: str,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = table
        self._marker_table = marker_table
        self._now = now
        self._sleep = sleep

    def apply(self, campaign_id: str, changes: Sequence[Change]) -> dict[str, int] | None:
        """See Applier; raises ModeConflictError where a watermark counts the campaign."""
        counted = [fresh for fresh in changes if fresh.delta]
        if not counted:
            return None
        item = load(self._table, campaign_id)
        if any(name.startswith("wm_") for name in item):
            raise ModeConflictError(f"{campaign_id} is counted by watermark")
        if not item:
            register(self._table, campaign_id)
        applied = False
        for start in range(0, len(counted), EVENTS_A_TRANSACTION):
            applied |= self._commit(campaign_id, counted[start : start + EVENTS_A_TRANSACTION])
        return verdicts(load(self._table, campaign_id)) if applied else None

    def _commit(self, campaign_id: str, changes: Sequence[Change]) -> bool:
        """Commit those of `changes` that have no marker yet; tell whether there were any."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            if not changes:
                return False
            try:
                client("dynamodb").transact_write_items(TransactItems=self._actions(campaign_id, changes))
            except ClientError as error:
                if error.response["Error"]["Code"] != "TransactionCanceledException":
                    raise
                # Entry 0 is the change of the counts; a marker that exists says that its event was counted.
                reasons = error.response.get("CancellationReasons", [])[1:]
                known = [reason.get("Code") == "ConditionalCheckFailed" for reason in reasons]
                changes = [fresh for fresh, was in zip(changes, known, strict=True) if not was]
                if not any(known):
                    self._sleep(backoff(attempt))
            else:
                return True
        raise CountsBusyError(f"counts of {campaign_id}: {MAX_ATTEMPTS} transactions were cancelled")

    def _actions(self, campaign_id: str, changes: Sequence[Change]) -> list[Item]:
        now = self._now()
        expires = {"N": str(int(now) + MARKER_SECONDS)}
        markers = [
            {
                "TableName": self._marker_table,
                "Item": {
                    "PK": {"S": f"checkpoint:counted:{fresh.event_id}"},
                    "SK": {"S": "counted"},
                    "expires_at": expires,
                },
                "ConditionExpression": "attribute_not_exists(PK)",
            }
            for fresh in changes
        ]
        update = change(self._table, campaign_id, total(changes), now)
        return [{"Update": update}, *({"Put": marker} for marker in markers)]
