"""What a handler accepts: records of its own source; anything else is refused by name."""

from __future__ import annotations

import base64
import binascii
from typing import Any


class EventRefusedError(ValueError):
    """The event is of another shape than this function's trigger sends. Retrying it cannot help."""


def records(event: object, source: str) -> list[dict[str, Any]]:
    """Return the records of an event all of whose records come from `source` (`aws:kinesis`, `aws:sqs`, …).

    There is at least one, but for the call that ends a tumbling window.
    """
    found = event.get("Records") if isinstance(event, dict) else None
    if not isinstance(found, list) or not (found or (isinstance(event, dict) and "window" in event)):
        raise EventRefusedError(f"expected records of {source}, got an event without Records")
    others = {name for record in found if (name := _source(record)) != source}
    if others:
        raise EventRefusedError(f"expected records of {source}, got {', '.join(sorted(others))}")
    return found


def source_of(event: object) -> str:
    """Return what an event comes from, by its first record or its own `source`; '' when it does not say."""
    if not isinstance(event, dict):
        return ""
    found = event.get("Records")
    return _source(found[0]) if isinstance(found, list) and found else str(event.get("source") or "")


def _source(record: object) -> str:
    if not isinstance(record, dict):
        return type(record).__name__
    return str(record.get("eventSource") or record.get("EventSource") or "no eventSource")


def kinesis_data(record: dict[str, Any]) -> tuple[str, bytes]:
    """Return a Kinesis record's sequence number and data; empty when the data is not base64."""
    kinesis = record.get("kinesis")
    if not isinstance(kinesis, dict) or not isinstance(kinesis.get("sequenceNumber"), str):
        raise EventRefusedError("expected kinesis.sequenceNumber in every record")
    try:
        return kinesis["sequenceNumber"], base64.b64decode(kinesis.get("data") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        return kinesis["sequenceNumber"], b""
