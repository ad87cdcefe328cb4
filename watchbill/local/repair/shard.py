"""moto walks a Kinesis shard from its first record at every put and every read: quadratic in the stream's length."""

from __future__ import annotations

from itertools import islice
from typing import Any

from moto.kinesis.models import Record, Shard


def apply() -> None:
    def get_min_sequence_number(self: Any) -> int:
        return next(iter(self.records), 0)

    def get_max_sequence_number(self: Any) -> int:
        return next(reversed(self.records), 0)

    def get_records(self: Any, last_sequence_id: str, limit: int | None) -> tuple[list[Record], int, int]:
        first, last = self.get_min_sequence_number(), self.get_max_sequence_number()
        # A shard numbers its records from 1 without a gap; only retention could take some from its front.
        start = max(int(last_sequence_id) + 1, first)
        numbers = islice(range(start, last + 1), limit) if self.records else ()
        found = [self.records[number] for number in numbers]
        if not found:
            return [], int(last_sequence_id), 0
        behind = self.records[last].created_at - found[-1].created_at
        return found, found[-1].sequence_number, int(behind * 1000)

    Shard.get_min_sequence_number = get_min_sequence_number  # type: ignore[method-assign]
    Shard.get_max_sequence_number = get_max_sequence_number  # type: ignore[method-assign]
    Shard.get_records = get_records  # type: ignore[method-assign]
