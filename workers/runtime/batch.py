"""Works through a batch in steps: partial responses, order, deadline, poison, bounded retries.

A step takes some entries and says for each: done, retry (the cause may pass) or poison (it never will). Only what
said retry is tried again, with growing pauses. On an ordered source nothing after a failed step is touched,
because Lambda sends everything again from the lowest failed sequence number anyway.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.runtime.deadline import Deadline

T = TypeVar("T")
MAX_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One record of a batch: its id (sequence number or message id) and what was read from it."""

    id: str
    body: T


@dataclass(frozen=True, slots=True)
class Retry:
    """Not done; the cause may pass."""

    cause: str


@dataclass(frozen=True, slots=True)
class Poison:
    """Not done, and never will be."""

    cause: str


Result = Retry | Poison | None
"""None: done."""


@dataclass(slots=True)
class Report(Generic[T]):
    """What became of each entry, in order. `unreached` were not tried: a failure before them, or no time left."""

    done: list[Entry[T]] = field(default_factory=list)
    failed: list[tuple[Entry[T], str]] = field(default_factory=list)
    poison: list[tuple[Entry[T], str]] = field(default_factory=list)
    unreached: list[Entry[T]] = field(default_factory=list)

    def response(self, *, ordered: bool) -> dict[str, list[dict[str, str]]]:
        """Return Lambda's partial batch response; an ordered source needs only the first that is not done."""
        left = [entry for entry, _ in self.failed] + self.unreached
        return {"batchItemFailures": [{"itemIdentifier": entry.id} for entry in (left[:1] if ordered else left)]}


def work(
    entries: Sequence[Entry[T]],
    step: Callable[[Sequence[Entry[T]]], Sequence[Result]],
    *,
    size: int,
    ordered: bool,
    deadline: Deadline,
    attempts: int = 3,
    sleep: Callable[[float], None] = time.sleep,
) -> Report[T]:
    """Give `entries` to `step`, `size` at a time, until all are done, one fails (if ordered) or time is up."""
    report: Report[T] = Report()
    for start in range(0, len(entries), size):
        if deadline.near() or (ordered and report.failed):
            report.unreached.extend(entries[start:])
            break
        _try(entries[start : start + size], step, report, deadline, attempts, sleep)
    return report


def _try(
    entries: Sequence[Entry[T]],
    step: Callable[[Sequence[Entry[T]]], Sequence[Result]],
    report: Report[T],
    deadline: Deadline,
    attempts: int,
    sleep: Callable[[float], None],
) -> None:
    left, pause = list(entries), 0.0
    for attempt in range(1, attempts + 1):
        retries: list[tuple[Entry[T], str]] = []
        for entry, result in zip(left, step(left), strict=True):
            if result is None:
                report.done.append(entry)
            elif isinstance(result, Poison):
                report.poison.append((entry, result.cause))
            else:
                retries.append((entry, result.cause))
        pause = backoff(attempt)
        if not retries or attempt == attempts or deadline.remaining() <= pause:
            report.failed.extend(retries)
            return
        left = [entry for entry, _ in retries]
        sleep(pause)


def backoff(attempt: int, base: float = 0.1) -> float:
    """Return the seconds to wait after the nth failed attempt: doubling, capped, with full jitter."""
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 - not a secret
    return jitter * min(MAX_PAUSE_SECONDS, base * 2.0 ** (attempt - 1))
