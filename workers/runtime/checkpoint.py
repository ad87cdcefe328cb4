"""How far a file has been worked through, so that the next invocation goes on from there.

One item a file version: PK `checkpoint:<function>:<file>`, SK `file`. Counts are saved with the offset they belong
to, in one write, so totals stay exact across crashes. Progress only moves forward: of two invocations given the
same file the slower one fails to save and stops.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from workers.runtime.client import client

# Long enough to notice and re-run a file by hand, short enough not to keep markers for ever.
KEPT_SECONDS = 30 * 24 * 3600


class OvertakenError(RuntimeError):
    """Another invocation has gone further with this file."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """Where to go on: byte offset and line of the next window, totals so far, and the campaigns seen."""

    offset: int = 0
    line: int = 1
    done: bool = False
    header: list[str] = field(default_factory=list)
    traceparent: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    campaigns: set[str] = field(default_factory=set)


class Checkpoint:
    """The saved progress of one file in one function."""

    def __init__(self, table: str, function: str, file_name: str) -> None:
        self._table = table
        self._key = {"PK": {"S": f"checkpoint:{function}:{file_name}"}, "SK": {"S": "file"}}

    def load(self) -> Progress:
        """Return the saved progress, or the beginning."""
        reply = client("dynamodb").get_item(TableName=self._table, Key=self._key, ConsistentRead=True)
        item = reply.get("Item")
        return _progress(item) if item else Progress()

    def save(self, progress: Progress, *, now: float) -> None:
        """Save `progress`; raise OvertakenError when more than that is saved. `now` is in epoch seconds."""
        item = {**self._key, **_item(progress), "expires_at": {"N": str(int(now) + KEPT_SECONDS)}}
        try:
            client("dynamodb").put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(PK) OR (#at <= :at AND #done <> :true)",
                ExpressionAttributeNames={"#at": "at", "#done": "done"},
                ExpressionAttributeValues={":at": item["at"], ":true": {"BOOL": True}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise OvertakenError(f"{self._key['PK']['S']} is past byte {progress.offset}") from None
            raise


def _item(progress: Progress) -> dict[str, Any]:
    item: dict[str, Any] = {
        "at": {"N": str(progress.offset)},
        "line": {"N": str(progress.line)},
        "done": {"BOOL": progress.done},
        "header": {"L": [{"S": column} for column in progress.header]},
        "traceparent": {"S": progress.traceparent},
        "counts": {"M": {name: {"N": str(count)} for name, count in progress.counts.items()}},
    }
    if progress.campaigns:
        item["campaigns"] = {"SS": sorted(progress.campaigns)}
    return item


def _progress(item: dict[str, Any]) -> Progress:
    return Progress(
        offset=int(item["at"]["N"]),
        line=int(item["line"]["N"]),
        done=item["done"]["BOOL"],
        header=[column["S"] for column in item["header"]["L"]],
        traceparent=item["traceparent"]["S"],
        counts=Counter({name: int(count["N"]) for name, count in item["counts"]["M"].items()}),
        campaigns=set(item.get("campaigns", {}).get("SS", [])),
    )
