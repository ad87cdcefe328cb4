"""What the router asks of its table: read, look up what is due, and write all or nothing if nobody wrote before.

Keys (PK, SK):

=====================  =========================  ==============================================================
`latch#<latch id>`     `latch`                    One member. Open ones are queued under `member#<group id>`
`service#<id>`         `group#<group id>`         One incident. Queued under `incident` until it is over
`incident#<id>`        `episode`                  Its history, for reports: queued under `episode` by when it opened
`incident#<id>`        `talk#<receiver>`          What to remember of the talk with a receiver, and who has the word
`incident#<id>`        `row#<receiver>#<rev>`     The outbox. Queued under `outbox` until settled
`change#<hash>`        `told#<receiver>`          A deployment that a receiver was told of
`pace#<hash>`          `pace`                     A receiver's clock
`canary#<alarm>`       `failure`                  A canary's last failure, written by the canary runner (evidence.py)
=====================  =========================  ==============================================================

The index `due` has `queue` as its hash key and `due` as its range key; `expires_at` is the time to live.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Key = tuple[str, str]
Json = dict[str, Any]
WRITES_MAX = 100
"""DynamoDB takes so many in one transaction."""


class ConflictError(Exception):
    """Somebody wrote one of the items since it was read. Read again, decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. `version` is the one read, 0 for an item that was not there; a write puts the next one.

    `queue` and `due` (epoch milliseconds) put it into the index, an empty queue takes it out; `expires` is in epoch
    seconds, 0 for never.
    """

    key: Key
    body: Json = field(default_factory=dict)
    version: int = 0
    queue: str = ""
    due: int = 0
    expires: int = 0


class Table(Protocol):
    """The incident table."""

    def get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read items, consistently; those that are not there are left out."""

    def query(self, pk: str, prefix: str = "") -> list[Item]:
        """Read the items of a partition whose SK starts with `prefix`, consistently, in order."""

    def due(self, queue: str, until: int, limit: int) -> list[Item]:
        """Read at most `limit` queued items that are due by `until`, the longest due first. May lag behind writes."""

    def write(self, items: Iterable[Item]) -> None:
        """Write all, each if its stored version is the one read, or none; raise ConflictError. At most WRITES_MAX."""


def one(table: Table, key: Key) -> Item:
    """Read one item, or an empty one that a write would create."""
    return table.get([key]).get(key) or Item(key=key)
