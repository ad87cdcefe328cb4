"""Puts the payload's Kinesis records to the real stream, under their own partition keys."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from canaries.expectation import NotAsExpectedError

if TYPE_CHECKING:
    from canaries.context import Context

RIGHTS = {"target": ("kinesis:PutRecords",)}


def enter(probe: Context) -> None:
    """One PutRecords call; a record that is refused fails the step."""
    records = [
        {"Data": base64.b64decode(record["kinesis"]["data"]), "PartitionKey": record["kinesis"]["partitionKey"]}
        for record in probe.payload["Records"]
    ]
    target = probe.definition.target
    reply = probe.clients("kinesis").put_records(StreamName=probe.text(target.name if target else ""), Records=records)
    refused = [result["ErrorCode"] for result in reply["Records"] if result.get("ErrorCode")]
    if refused:
        raise NotAsExpectedError(f"{len(records)} records to be taken", f"{', '.join(sorted(set(refused)))}")


def clean(probe: Context) -> None:
    """A stream forgets its records by itself."""
