"""What becomes of a stream's batch after an invocation: done, cut, tried again, or given up. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchbill.local.running.poller.mapping import UNLIMITED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchbill.local.running.poller.mapping import Mapping
    from watchbill.local.running.poller.record import StreamRecord

PAUSE_MAX_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records invoked together. `retries` counts what MaximumRetryAttempts bounds, `invocations` all of them."""

    records: tuple[StreamRecord, ...]
    retries: int = 0
    throttles: int = 0
    invocations: int = 0
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Next:
    """What to do now: `again` in this order, `discarded` to the failure destination."""

    again: tuple[Batch, ...] = ()
    discarded: Batch | None = None


def after_throttle(batch: Batch, now: float) -> Next:
    """Throttles use up no retries: only the records' age ends them."""
    pause = min(PAUSE_MAX_SECONDS, 2.0**batch.throttles)
    return Next(again=(replace(batch, throttles=batch.throttles + 1, not_before=now + pause),))


def after_success(batch: Batch, failed: set[str], mapping: Mapping, now: float) -> Next:
    """The lowest failed sequence number is the checkpoint: what is before it is done, all after it comes again."""
    first = next((i for i, record in enumerate(batch.records) if record.sequence_number in failed), None)
    if first is None:
        return Next()
    if first == 0:
        return after_error(batch, mapping, now)
    rest = replace(batch, records=batch.records[first:], invocations=batch.invocations + 1)
    if mapping.bisect:  # the cut at the checkpoint is the bisection
        return Next(again=(replace(rest, not_before=now),))
    return _retry(rest, mapping, now)


def after_error(batch: Batch, mapping: Mapping, now: float) -> Next:
    """Halves where the mapping bisects, which uses up no retries; else a retry, or the end."""
    tried = replace(batch, invocations=batch.invocations + 1)
    if mapping.bisect and len(batch.records) > 1:
        middle = len(batch.records) // 2
        halves = (batch.records[:middle], batch.records[middle:])
        return Next(again=tuple(replace(tried, records=half, not_before=now) for half in halves))
    return _retry(tried, mapping, now)


def _retry(batch: Batch, mapping: Mapping, now: float) -> Next:
    if mapping.retries != UNLIMITED and batch.retries >= mapping.retries:
        return Next(discarded=batch)
    pause = min(PAUSE_MAX_SECONDS, 2.0**batch.retries)
    return Next(again=(replace(batch, retries=batch.retries + 1, not_before=now + pause),))


def split_by_age(records: Sequence[StreamRecord], oldest: float) -> int:
    """How many of the first `records` arrived before `oldest`."""
    return next((i for i, record in enumerate(records) if record.arrived >= oldest), len(records))
