"""How fast a receiver may be told: vendors count calls by integration key or channel, over all our processes.

A generic cell rate: each call moves the receiver's clock on by one interval, and a call may be at most `burst - 1`
intervals ahead of it. In any minute that makes at most `per_minute + burst` calls.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Calls a minute in the long run, and how many may come at once."""

    per_minute: float = 60.0
    burst: int = 1

    @property
    def interval(self) -> float:
        """Milliseconds between calls."""
        return 60_000 / self.per_minute

    def reserve(self, clock: float, now: int) -> tuple[float, int]:
        """Return the receiver's clock after a call now, and 0; or the same clock, and the milliseconds to wait."""
        ahead = max(0.0, clock - now)
        room = (self.burst - 1) * self.interval
        if ahead > room:
            return clock, max(1, round(ahead - room + 0.5))
        return max(clock, now) + self.interval, 0
