"""Incidents of the alert router's table, by when they opened: its index `due`, queue `episode`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from workers.alert_router.record import EPISODES
from workers.weekly_report.gathered import Episode

if TYPE_CHECKING:
    from collections.abc import Iterator

MS = 1000


def episodes(dynamodb: Any, table: str, start: float, end: float) -> Iterator[Episode]:
    """Those that opened between two moments, oldest first."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        IndexName="due",
        KeyConditionExpression="#queue = :queue AND #due BETWEEN :start AND :end",
        ExpressionAttributeNames={"#queue": "queue", "#due": "due"},
        ExpressionAttributeValues={
            ":queue": {"S": EPISODES},
            ":start": {"N": str(round(start * MS))},
            ":end": {"N": str(round(end * MS))},
        },
    )
    for page in pages:
        for item in page["Items"]:
            yield _episode(orjson.loads(item["body"]["S"]), item["PK"]["S"].partition("#")[2])


def _episode(body: dict[str, Any], name: str) -> Episode:
    """A person's word that it is over ends it as well as its alarms' recovery does."""
    closed = 0 if body["is_open"] else body["closed_at"]
    return Episode(
        id=name,
        rule=body["rule"],
        severity=body["severity"],
        priority=body["priority"],
        resources=tuple(body.get("resources", ())),
        opened_at=body["opened_at"] / MS,
        closed_at=closed / MS,
        acknowledged_at=body["acknowledged_at"] / MS,
        joined=body["joined"],
    )
