"""Alarm mute rules: cron or at, for so long, in a time zone → windows in which no action runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from monitors.evaluator.cron import Cron, MuteRuleError
from monitors.evaluator.wall_clock import zone

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 15 * 86_400
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def seconds(duration: str) -> int:
    """`PT1H30M` → 5400. Raises MuteRuleError outside PT1M to P15D."""
    match = _DURATION.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = days * 86_400 + hours * 3_600 + minutes * 60
    if not 60 <= total <= LONGEST:
        raise MuteRuleError(f"duration {duration!r} is none from PT1M to P15D")
    return total


@dataclass(frozen=True)
class MuteRule:
    """`schedule` is `cron(minute hour day-of-month month day-of-week)` or `at(yyyy-MM-ddThh:mm)`; starts and expiry are
    seconds UTC."""

    schedule: str
    duration: str
    timezone: str = "UTC"
    start: int | None = None
    expire: int | None = None

    @cached_property
    def _length(self) -> int:
        return seconds(self.duration)

    def windows(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """(from, until) of each window that touches begin…end, in order. MuteRuleError; ValueError for the zone."""
        for opened in self._openings(begin - self._length, end):
            if self.start is not None and opened < self.start:
                continue
            if self.expire is not None and opened >= self.expire:
                return
            yield opened, opened + self._length

    def _openings(self, begin: int, end: int) -> Iterator[int]:
        where = zone(self.timezone)
        if match := re.fullmatch(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)", self.schedule):
            once = int(datetime.fromisoformat(match[1]).replace(tzinfo=where).timestamp())
            if begin <= once <= end:
                yield once
            return
        cron = Cron(self.schedule)
        day = datetime.fromtimestamp(begin, where).date()
        last = datetime.fromtimestamp(end, where).date()
        while day <= last:
            for moment in cron.times(day):
                local = datetime.combine(day, moment, where)
                if local.astimezone(UTC).astimezone(where).time() != moment:
                    continue  # a local time that the change to summer time skips
                if begin <= (at := int(local.timestamp())) <= end:
                    yield at
            day += timedelta(days=1)
