"""Wall-clock windows: aligned to the minute, 5 minutes, hour, midnight or Monday of a time zone; exactly N of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from operator import attrgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitors.evaluator.statistic import Kind
from monitors.evaluator.window import known_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.evaluator.sample import Sample
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.statistic import Statistic, Weighted
    from monitors.evaluator.window import Value

PERIODS = (60, 300, 3_600, 86_400, 604_800)
"""The only periods CloudWatch takes with WallClockWindow."""
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d{2}):(\d{2})")


def zone(text: str) -> tzinfo:
    """`UTC`, `+05:30`, `UTC-03:00` or an IANA name. Raises ValueError for others, or offsets not in steps of 5 min."""
    if text == "UTC":
        return UTC
    if match := _OFFSET.fullmatch(text):
        sign, hours, minutes = match[1], int(match[2]), int(match[3])
        if minutes % 5 or minutes > 59 or hours > 14:
            raise ValueError(f"time zone {text!r}: an offset is a multiple of 5 minutes")
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if sign == "+" else -offset)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"time zone {text!r} is neither an IANA name nor an offset such as +05:30") from error


def floor(at: int, period: int, where: tzinfo) -> int:
    """The last boundary at or before `at`. Raises ValueError for a period that CloudWatch does not align."""
    if period not in PERIODS:
        raise ValueError(f"WallClockWindow takes periods of {', '.join(map(str, PERIODS))} s, not {period}")
    local = datetime.fromtimestamp(at, where)
    if period <= 300:
        return at - (local.minute * 60 + local.second) % period
    if period == 3_600:
        return at - (local.minute * 60 + local.second)
    midnight = local.replace(hour=0, minute=0, second=0)
    if period == 604_800:
        midnight = (midnight - timedelta(days=local.weekday())).replace(tzinfo=where)
    return int(midnight.timestamp())


def boundaries(schedule: Schedule, period: int, periods: int, where: tzinfo) -> list[int]:
    """Boundaries from before the first evaluation's oldest window up to the last evaluation, ascending."""
    if not schedule.count:
        return []
    found = [floor(schedule.window_end(schedule.count - 1), period, where)]
    oldest = floor(schedule.window_end(0), period, where)
    behind = 0
    while behind < periods:
        if found[-1] <= oldest:
            behind += 1
        found.append(floor(found[-1] - 1, period, where))
    return found[::-1]


class _Bucket:
    __slots__ = ("count", "high", "low", "total", "values")

    def __init__(self) -> None:
        self.count = self.total = 0.0
        self.low, self.high = float("inf"), float("-inf")
        self.values: list[Weighted] = []

    def add(self, sample: Sample) -> None:
        self.count += sample.sample_count
        self.total += sample.total
        self.low, self.high = min(self.low, sample.minimum), max(self.high, sample.maximum)
        self.values += known_values(sample)

    def value(self, statistic: Statistic) -> Value:
        if not self.count:
            return None
        if statistic.needs_values:
            return statistic.of(self.values)
        match statistic.kind:
            case Kind.SAMPLE_COUNT:
                return self.count
            case Kind.SUM:
                return self.total
            case Kind.AVERAGE:
                return self.total / self.count
            case Kind.MINIMUM:
                return self.low
        return self.high


def rows(
    samples: Iterable[Sample], statistic: Statistic, schedule: Schedule, edges: list[int], periods: int
) -> Iterator[tuple[int, list[Value]]]:
    """For each evaluation: the end of the last completed period, and the N values up to it, oldest first.

    It is the same list until it changes.
    """
    waiting = sorted((sample for sample in samples if sample.sample_count), key=attrgetter("published"), reverse=True)
    buckets = [_Bucket() for _ in edges]
    edge, row, changed = 0, list["Value"](), True
    for tick in range(schedule.count):
        now, end = schedule.time(tick), schedule.window_end(tick)
        while waiting and waiting[-1].published <= now:
            sample = waiting.pop()
            if edges[0] <= sample.time:
                place = bisect_right(edges, sample.time) - 1
                buckets[place].add(sample)
                changed |= place < edge
        while edge + 1 < len(edges) and edges[edge + 1] <= end:
            edge, changed = edge + 1, True
        if changed:
            row, changed = [bucket.value(statistic) for bucket in buckets[edge - periods : edge]], False
        yield edges[edge], row
