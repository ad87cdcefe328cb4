"""The one loop in which all that is not a direct call happens: ask every source, start what it wants, apply results.

Decisions (what runs, in which order, who is throttled) are made in the loop's thread alone, one source after the
other; only handlers run side by side, in processes of their own.
"""

from __future__ import annotations

import json
import queue
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.invoker import NAMESPACE
from watchbill.local.running.outcome import Outcome, ThrottledError
from watchbill.local.running.work import Job, Result, Source, earliest

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from watchbill.local.clock import Clock
    from watchbill.local.running.invoker import Admission, Invoker
    from watchbill.local.running.recorder import Recorder

PAUSE_SECONDS = 0.05  # how long new work may stay unseen while the loop serves
PATIENCE_SECONDS = 1.5  # real ones, after which a running handler is taken to wait for what others do
FLUSH_SECONDS = 5.0  # how long measured values wait for PutMetricData meanwhile


class NotSettledError(TimeoutError):
    """Functions were still running, or called for, when the time given to `settle` was over."""


class Loop:
    """Not reentrant: one thread drives it."""

    def __init__(self, invoker: Invoker, recorder: Recorder, clock: Clock, threads: int) -> None:
        self.sources: list[Source] = []
        self._invoker = invoker
        self._recorder = recorder
        self._clock = clock
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="lambda")
        self._finished: queue.SimpleQueue[tuple[Job, Result | Exception]] = queue.SimpleQueue()
        self._running = 0

    def settle(self, timeout: float) -> None:
        """Run what is due at this moment, and what follows from it. Raises NotSettledError after `timeout` seconds."""
        self._settle(timeout)
        self._recorder.flush()

    def _settle(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while True:
            # A result may call for more, so ask again before waiting for the next one.
            while self._start():
                pass
            if not self._running:
                break
            if not self._wait(deadline):
                raise NotSettledError(f"{self._running} invocations were still running after {timeout:g} s")
            if time.monotonic() > deadline:
                raise NotSettledError(f"functions kept calling for more invocations for {timeout:g} s")

    def _wait(self, deadline: float) -> bool:
        """Wait for a result, or for new work. False when neither came in time.

        A handler may itself wait for what others do, as a canary does: once that may be so, time goes on for the
        others too, as it does inside the handler, and whatever becomes due is done.
        """
        if self._apply(min(deadline, time.monotonic() + PATIENCE_SECONDS)):
            return True
        while time.monotonic() < deadline:
            self._clock.wait_until(self._clock.now() + PAUSE_SECONDS)
            if self._start() or self._apply(min(deadline, time.monotonic() + PAUSE_SECONDS)):
                return True
        return False

    def run_until(self, moment: float, timeout: float) -> None:
        """Settle at every moment up to `moment` at which a source wants to be asked."""
        self._settle(timeout)
        while (now := self._clock.now()) < moment:
            due = earliest(moment, *(source.due(now) for source in self.sources))
            self._clock.wait_until(max(due or moment, now))
            self._settle(timeout)
        self._recorder.flush()

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop` is set: ask the sources again and again, however long some handler takes."""
        flushed = self._clock.now()
        while not stop.is_set():
            while self._start():
                pass
            self._apply(time.monotonic() + PAUSE_SECONDS)
            if self._clock.now() >= flushed + FLUSH_SECONDS:
                self._recorder.flush()
                flushed = self._clock.now()

    def close(self) -> None:
        self._executor.shutdown(wait=True)

    def _start(self) -> int:
        """Ask every source once. Returns how many invocations that started, or failed to start."""
        jobs: Sequence[Job] = [job for source in self.sources for job in source.jobs(self._clock.now())]
        for job in jobs:
            try:
                admission = self._invoker.admit(job.function)
            except (ThrottledError, FunctionMissingError) as error:
                job.done(error)
                continue
            self._running += 1
            self._executor.submit(self._run, job, admission)
        return len(jobs)

    def _run(self, job: Job, admission: Admission) -> None:
        outcome: Outcome | Exception
        try:
            outcome = self._invoker.run(admission, json.dumps(job.event).encode(), job.request_id)
        except Exception as error:  # noqa: BLE001 - raised again by the loop, which would wait for ever
            outcome = error
        self._finished.put((job, outcome))

    def _apply(self, deadline: float) -> bool:
        """Wait for one result and take all that are there. False when none came in time."""
        try:
            found = [self._finished.get(timeout=max(0.0, deadline - time.monotonic()))]
        except queue.Empty:
            return False
        while not self._finished.empty():
            found.append(self._finished.get())
        for job, result in found:
            self._running -= 1
            if isinstance(result, Exception) and not isinstance(result, (ThrottledError, FunctionMissingError)):
                raise result
            self._measure(job, result)
            job.done(result)
        return True

    def _measure(self, job: Job, result: Result) -> None:
        if not isinstance(result, Outcome):
            return
        for age in job.iterator_ages_ms:
            dimensions = {"FunctionName": result.function.name}
            for found in (dimensions, {**dimensions, "Resource": result.function.name}):
                self._recorder.add(NAMESPACE, "IteratorAge", age, found, unit="Milliseconds", moment=result.started)
