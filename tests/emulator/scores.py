"""The two ways to write scores, record by record: WRITE_MODE=statements must do and say what single puts do and say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from workers.runtime.score import Score
from workers.runtime.score_store import store

if TYPE_CHECKING:
    from workers.runtime.score_store import Write

BATCHES = (
    [("ann", 10, 0.5), ("bob", 10, 0.5)],
    [("ann", 10, 0.5), ("bob", 11, 0.5)],
    [("ann", 12, 0.6), ("bob", 9, 0.5)],
    [("ann", 11, 0.5), ("cid", 1, 0.5)],
)
"""(fan, version, score): created; replayed and unchanged; updated and stale; stale and created."""
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-00"


def write_both(endpoint: str, dynamodb: Any) -> tuple[tuple[list[Write], Any], tuple[list[Write], Any]]:
    """Outcomes and the table afterwards, by single puts and by statements."""
    os.environ |= {"AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    return _write("put", dynamodb), _write("statements", dynamodb)


def _write(mode: str, dynamodb: Any) -> tuple[list[Write], Any]:
    table, keys = f"scores-{mode}", {"PK": "HASH", "SK": "RANGE"}
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    chosen = store(table, mode)
    said = [
        write
        for batch in BATCHES
        for write in chosen.write(
            [Score("c", fan, score, 1, "verified", version, TRACE) for fan, version, score in batch]
        )
    ]
    return said, sorted(dynamodb.scan(TableName=table)["Items"], key=lambda item: str(item["SK"]))
