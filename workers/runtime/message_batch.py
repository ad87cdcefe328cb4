"""Accounts for a batch of SQS messages: what is parked, what comes again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.runtime.parking import Parked, log_invalid, park

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.runtime.settings import WorkerSettings
    from workers.runtime.worker import Run


def sent_at(message: Mapping[str, Any]) -> datetime:
    """Return when a message was sent, or now when it does not say."""
    text = str((message.get("attributes") or {}).get("SentTimestamp", ""))
    return datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdigit() else datetime.now(UTC)


def account(
    run: Run[WorkerSettings],
    bucket: str,
    messages: Sequence[Mapping[str, Any]],
    again: Sequence[str],
    invalid: list[Parked],
) -> dict[str, Any]:
    """Park `invalid`, write counters and the closing line, and return the response that brings `again` back."""
    if invalid:
        source, moment = str(messages[0].get("eventSourceARN", "")), sent_at(messages[0])
        key = park(bucket, run.function, invalid, source=source, moment=moment, request_id=run.request_id)
        log_invalid(run, invalid, key)
    size, failed = len(messages), len(again)
    counts = {"in": size, "out": size - failed - len(invalid), "failed": failed, "invalid": len(invalid)}
    run.counters.add(RecordsIn=size, RecordsOut=counts["out"], RecordsFailed=failed, RecordsInvalid=counts["invalid"])
    run.log.info("batch reported", count=counts)
    return {"batchItemFailures": [{"itemIdentifier": identity} for identity in again]}
