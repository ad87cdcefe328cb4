"""Writes scores 25 a call as PartiQL statements: a fraction of the CPU of single puts, the same write units.

First an INSERT for each fan. Where the fan exists, an UPDATE on condition of an older version. Both name outcomes
as PutStore does, which also takes over for whatever a statement can't settle. Chosen by WRITE_MODE=statements; not the
default, for it has not run on AWS: that a refused statement carries the item in its way is documented, and an emulator
not of our making (`make ministack`) says the same of every outcome. Where AWS did not, puts would take over: slower,
never wrong. moto's PartiQL inserts over existing items, so the suite stands in for it (tests/workers/partiql.py).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from workers.runtime.client import client
from workers.runtime.score_store import PutStore, Write, refused, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.runtime.score import Score

Json = dict[str, Any]

STATEMENTS_A_CALL = 25
# Four calls in flight hide 5 ms of latency; more only switches threads (facts/workers.md §5).
CALLS_AT_ONCE = 4
_REFUSED = ("DuplicateItem", "ConditionalCheckFailed")


class StatementStore:
    """See ScoreStore."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._puts = PutStore(table)

    def write(self, scores: Sequence[Score]) -> list[Write]:
        """See ScoreStore."""
        calls = [scores[start : start + STATEMENTS_A_CALL] for start in range(0, len(scores), STATEMENTS_A_CALL)]
        return [write for writes in _pool().map(self._write, calls) for write in writes]

    def _write(self, scores: Sequence[Score]) -> list[Write]:
        """Insert; update what exists; put what neither settled."""
        writes: list[Write | None] = self._round(scores, self._insert)
        for attempt in (self._updated, self._puts.write):
            left = [position for position, write in enumerate(writes) if write is None]
            if left:
                results = attempt([scores[position] for position in left])
                for position, write in zip(left, results, strict=True):
                    writes[position] = write
        return [Write.FAILED if write is None else write for write in writes]

    def _updated(self, scores: Sequence[Score]) -> list[Write | None]:
        return self._round(scores, self._update)

    def _round(self, scores: Sequence[Score], statement: Callable[[Score], Json]) -> list[Write | None]:
        """Send one statement a score; None where the next means must settle it."""
        try:
            reply = client("dynamodb").batch_execute_statement(Statements=[statement(score) for score in scores])
        except (ClientError, BotoCoreError):
            return [Write.FAILED] * len(scores)
        inserting = statement == self._insert
        return [_meaning(score, answer, inserting) for score, answer in zip(scores, reply["Responses"], strict=True)]

    def _insert(self, score: Score) -> Json:
        item = score.to_item()
        return {
            "Statement": _insert_text(self._table, tuple(item)),
            "Parameters": list(item.values()),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _update(self, score: Score) -> Json:
        item = score.to_item()
        key = [item.pop("PK"), item.pop("SK")]
        return {
            "Statement": _update_text(self._table, tuple(item)),
            "Parameters": [*item.values(), *key, item["version"]],
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


@lru_cache(maxsize=4)
def _insert_text(table: str, names: tuple[str, ...]) -> str:
    values = ", ".join(f"'{name}': ?" for name in names)
    return f'INSERT INTO "{table}" VALUE {{{values}}}'


@lru_cache(maxsize=4)
def _update_text(table: str, names: tuple[str, ...]) -> str:
    changes = " ".join(f'SET "{name}" = ?' for name in names)
    return f'UPDATE "{table}" {changes} WHERE "PK" = ? AND "SK" = ? AND "version" < ? RETURNING ALL OLD *'


def _meaning(score: Score, answer: Json, inserting: bool) -> Write | None:
    """Name a statement's outcome; None when it must be settled otherwise."""
    error, item = answer.get("Error"), answer.get("Item")
    if error is None:
        if inserting:
            return Write.CREATED
        return replaced(score, item) if item else Write.UPDATED
    code, old = error.get("Code", ""), error.get("Item")
    if code not in _REFUSED:
        # A statement that is not understood must not look like a record that is not: the put decides.
        return None if code == "ValidationError" else Write.FAILED
    if not old or "version" not in old or (inserting and int(old["version"]["N"]) < score.version):
        return None
    return refused(score, code, old)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="statements")
