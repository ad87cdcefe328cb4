"""Whether a level grows, and when it will reach a limit.

The slope is the median of the slopes between all pairs of days (Theil and Sen): one campaign's peak does not bend it.
It counts as growth when clearly more pairs rise than fall; the rest is weather.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DAYS_MIN = 10
"""Of data: fewer are no trend."""
RISING_MIN = 0.65
"""Of the pairs of days must rise. By chance alone half of them do."""
HORIZON_DAYS = 180
"""Farther ahead a straight line says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """`slope` a day, `level` on the last day by the line; `grows` when it is more than chance."""

    slope: float
    level: float
    last: date
    grows: bool

    def reaches(self, limit: float) -> date | None:
        """The day on which the line gets there: None when it never does, or beyond the horizon."""
        if not self.grows:
            return None
        days = max(0.0, (limit - self.level) / self.slope)
        return self.last + timedelta(days=round(days)) if days <= HORIZON_DAYS else None


def trend(peaks: Mapping[date, float]) -> Trend | None:
    """The line through the days' peaks; None for too few of them. Days without data are left out."""
    if len(peaks) < DAYS_MIN:
        return None
    last = max(peaks)
    points = sorted(((day - last).days, value) for day, value in peaks.items())
    slopes = [(right - left) / (after - before) for (before, left), (after, right) in combinations(points, 2)]
    slope = median(slopes)
    rising = sum(each > 0 for each in slopes) / len(slopes)
    level = median(value - slope * day for day, value in points)
    return Trend(slope=slope, level=level, last=last, grows=slope > 0 and rising >= RISING_MIN)
