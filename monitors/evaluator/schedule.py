"""When an alarm is evaluated: every minute, every 10 s (high resolution), or hourly (more than a day of data)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.alarm import Condition

DAY = 86_400
HOUR = 3_600
MINUTE = 60
HIGH_RESOLUTION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Evaluations `first`, `first` + `stride`, … (in cells of `cell` seconds since the epoch), `count` of them.

    Windows end at the cell's beginning; the evaluation itself happens `second` seconds later.
    """

    cell: int
    first: int
    stride: int
    count: int
    second: int = 0

    def time(self, tick: int) -> int:
        """Seconds UTC of the evaluation number `tick`, from 0."""
        return (self.first + tick * self.stride) * self.cell + self.second

    def window_end(self, tick: int) -> int:
        """Seconds UTC up to which that evaluation looks."""
        return (self.first + tick * self.stride) * self.cell


def plan(condition: Condition, created: int, end: int, second: int) -> Schedule:
    """The evaluations after `created` and up to `end`. An alarm created in a minute is first evaluated in the next."""
    period = condition.period
    if period % MINUTE:
        cell, stride, second = HIGH_RESOLUTION, 1, 0
    elif condition.wall_clock is None and period * condition.evaluation_periods > DAY:
        cell, stride = MINUTE, HOUR // MINUTE
    else:
        cell, stride = MINUTE, 1
    step = cell * stride
    first = (created // step + 1) * step
    count = max(0, (end - second - first) // step + 1)
    return Schedule(cell=cell, first=first // cell, stride=stride, count=count, second=second)
