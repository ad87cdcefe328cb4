"""What time it is in the embedded cloud: the real time, or one that moves only when it is told to."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds since the epoch, and a way to reach a later moment."""

    @property
    def advanced(self) -> float:
        """Seconds by which this clock was moved by hand so far; what it adds to a stopwatch over real time."""

    def now(self) -> float: ...

    def wait_until(self, moment: float) -> None:
        """Come nearer to `moment`: a virtual clock gets there at once, the real one returns early and often."""


class RealClock:
    """The machine's clock."""

    PAUSE_SECONDS = 0.05  # how long new work may stay unseen while everyone waits

    @property
    def advanced(self) -> float:
        return 0.0

    def now(self) -> float:
        return time.time()

    def wait_until(self, moment: float) -> None:
        time.sleep(max(0.0, min(moment - self.now(), self.PAUSE_SECONDS)))


class VirtualClock:
    """A clock that stands still between two calls of `wait_until` or `advance`: an hour takes no time.

    Starts on a full minute by default, so that the minutes of metrics are easy to name.
    """

    def __init__(self, start: datetime | None = None) -> None:
        moment = start or datetime.now(UTC).replace(second=0, microsecond=0)
        self._start = self._now = moment.timestamp()
        self._lock = threading.Lock()

    @property
    def advanced(self) -> float:
        return self._now - self._start

    def now(self) -> float:
        return self._now

    def wait_until(self, moment: float) -> None:
        with self._lock:
            self._now = max(self._now, moment)

    def advance(self, seconds: float) -> None:
        """Move on from any thread, such as a stand-in that plays a slow service."""
        with self._lock:
            self._now += seconds


_current: Clock = RealClock()


def install(clock: Clock) -> Clock:
    """Make `clock` the time of this process's embedded cloud. Returns the one it replaces."""
    global _current
    replaced, _current = _current, clock
    return replaced


def current() -> Clock:
    return _current


def utc(moment: float | None = None) -> datetime:
    """`moment`, or now, as an aware datetime."""
    return datetime.fromtimestamp(_current.now() if moment is None else moment, UTC)


def iso(moment: float | None = None) -> str:
    """`moment`, or now, as AWS writes times: 2026-03-04T05:06:07.089Z."""
    return utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
