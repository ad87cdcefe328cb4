"""A stream as a poller sees it, whichever service keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """One record. `event` is its form in a Lambda event; `arrived` in seconds since the epoch."""

    sequence_number: str
    key: str
    """What is kept in order: the partition key."""
    arrived: float
    size: int
    event: dict[str, Any]


class Stream(Protocol):
    """A stream's public API, as a poller needs it."""

    info: str
    """The name of the batch's description in an on-failure record."""
    retention: float
    """Seconds for which the stream keeps a record."""

    def shards(self) -> list[str]:
        """Ids of all shards."""

    def iterator(self, shard_id: str) -> str:
        """Where the mapping starts to read."""

    def read(self, iterator: str, shard_id: str) -> tuple[list[StreamRecord], str]:
        """The next records and the iterator after them."""

    def size(self, shard_id: str) -> int:
        """A number that grows with every record written."""
