"""One line of batches of a shard, in order: the next starts only when the one before it is done or given up."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.outcome import Outcome, ThrottledError
from watchbill.local.running.poller.batch import Batch, Next, after_error, after_success, after_throttle, split_by_age
from watchbill.local.running.poller.mapping import UNLIMITED
from watchbill.local.running.poller.reply import failed_items
from watchbill.local.running.poller.window import Window
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.running.poller.mapping import Mapping
    from watchbill.local.running.poller.record import StreamRecord
    from watchbill.local.running.work import Result

_BYTES_MAX = 6_000_000


class Lane:
    """`discard(shard_id, condition, batch, outcome)` is told what is given up."""

    def __init__(
        self,
        mapping: Mapping,
        shard_id: str,
        retention: float,
        discard: Callable[[str, str, Batch, Outcome | None], None],
    ) -> None:
        self.mapping = mapping
        self._shard_id = shard_id
        self._retention = retention
        self._discard = discard
        self._buffer: deque[tuple[float, StreamRecord]] = deque()
        self._work: deque[Batch] = deque()
        self._window: Window | None = None
        self.is_busy = False

    @property
    def waiting(self) -> int:
        """Records that were read and are in no batch yet."""
        return len(self._buffer)

    @property
    def oldest(self) -> float | None:
        """Arrival of the first record that is not done; None where everything is."""
        if self._work:
            return self._work[0].records[0].arrived if self._work[0].records else None
        return self._buffer[0][1].arrived if self._buffer else None

    def put(self, record: StreamRecord, now: float) -> None:
        self._buffer.append((now, record))

    def job(self, now: float) -> Job | None:
        """The next invocation, where one is due."""
        if self.is_busy:
            return None
        self._drop_old(now)
        while not self._work:
            self._cut(now)
            if not self._work:
                return None
            self._drop_old(now)
        if self._work[0].not_before > now:
            return None
        batch = self._work[0]
        self.is_busy = True

        def done(result: Result) -> None:
            self._finish(batch, result)

        age = ((now - batch.records[-1].arrived) * 1000,) if batch.records else ()
        return Job(function=self.mapping.function_arn, event=self._event(batch), done=done, iterator_ages_ms=age)

    def due(self, now: float) -> float | None:
        if self.is_busy:
            return None
        if self._work:
            return self._work[0].not_before
        gathered = self._buffer[0][0] + self.mapping.window if self._buffer else None
        return earliest(gathered, self._window.end if self._window else None)

    def _cut(self, now: float) -> None:
        """Make the next batch, or the final one of a window that is over."""
        if self.mapping.tumbling_window:
            self._window = self._window or self._open_window()
            over = self._window is not None and (self._window.ended_early or not self._has_more(self._window, now))
            if over:
                self._work.append(Batch(records=()))
                return
        records = self._ready(now)
        if records:
            self._work.append(Batch(records=records))

    def _open_window(self) -> Window | None:
        return Window.of(self._buffer[0][1], self.mapping.tumbling_window) if self._buffer else None

    def _has_more(self, window: Window, now: float) -> bool:
        if self._buffer:
            return window.holds(self._buffer[0][1])
        return now < window.end

    def _ready(self, now: float) -> tuple[StreamRecord, ...]:
        """A full batch, or what there is when the batching window, or the tumbling one, is over."""
        found: list[StreamRecord] = []
        size = 0
        for _, record in self._buffer:
            size += record.size
            belongs = self._window is None or self._window.holds(record)
            if not belongs or len(found) == self.mapping.batch_size or (found and size > _BYTES_MAX):
                break
            found.append(record)
        is_full = len(found) < len(self._buffer) or len(found) == self.mapping.batch_size
        closes = self._window is not None and now >= self._window.end
        if not found or not (is_full or closes or now >= self._buffer[0][0] + self.mapping.window):
            return ()
        for _ in found:
            self._buffer.popleft()
        return tuple(found)

    def _drop_old(self, now: float) -> None:
        """Records past MaximumRecordAgeInSeconds go to the destination; the stream itself forgets older ones."""
        limits = [(self._retention, "")]
        if self.mapping.max_age != UNLIMITED:
            limits.append((self.mapping.max_age, "RecordAgeExceeded"))
        for limit, condition in sorted(limits):
            while self._work and (count := split_by_age(self._work[0].records, now - limit)):
                batch = self._work.popleft()
                if condition:
                    self._discard(self._shard_id, condition, replace(batch, records=batch.records[:count]), None)
                if batch.records[count:]:
                    self._work.appendleft(replace(batch, records=batch.records[count:]))

    def _event(self, batch: Batch) -> dict[str, Any]:
        event: dict[str, Any] = {"Records": [record.event for record in batch.records]}
        if self._window is None:
            return event
        source = self.mapping.source_arn
        return event | self._window.event(self._shard_id, source, final=not batch.records)

    def _finish(self, batch: Batch, result: Result) -> None:
        self.is_busy = False
        self._work.popleft()
        found = self._judge(batch, result, clock.current().now())
        self._work.extendleft(reversed(found.again))
        if found.discarded is not None and found.discarded.records:
            outcome = result if isinstance(result, Outcome) else None
            self._discard(self._shard_id, "RetryAttemptsExhausted", found.discarded, outcome)
        if self._window is not None and not batch.records and not found.again:
            self._window = None

    def _judge(self, batch: Batch, result: Result, now: float) -> Next:
        if isinstance(result, (ThrottledError, FunctionMissingError)):
            return after_throttle(batch, now)
        if result.error:
            return after_error(batch, self.mapping, now)
        # Without a state Lambda takes a windowed answer for a failure; the final one has none to hand on.
        if self._window is not None and not self._window.take_state(result) and batch.records:
            return after_error(batch, self.mapping, now)
        numbers = [record.sequence_number for record in batch.records]
        failed = failed_items(result, numbers) if self.mapping.reports_failures else set()
        return after_success(batch, failed, self.mapping, now)
