"""What a log alarm judges at each execution of its query: the last N results, of each contributor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.threshold import judge
from monitors.evaluator.verdict import UNRUN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.log.condition import LogCondition
    from monitors.evaluator.log.execution import Contributor
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.window import Value


class ResultRows:
    """A Points (see point.py). Patterns hold N results a contributor, end to end."""

    def __init__(self, condition: LogCondition, contributors: Sequence[Contributor], schedule: Schedule) -> None:
        self._condition, self._schedule = condition, schedule
        self._columns = [values for _, values in contributors]

    def patterns(self) -> Iterator[bytes]:
        periods, condition = self._condition.evaluation_periods, self._condition
        before = bytes([UNRUN] * (periods - 1))
        codes = [before + judge(values, condition.comparison, condition.threshold) for values in self._columns]
        for tick in range(self._schedule.count):
            yield b"".join(column[tick : tick + periods] for column in codes)

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        """The results of the first contributor: with several, a reason shows no values."""
        ticks = range(tick + 1 - self._condition.evaluation_periods, tick + 1)
        values = self._columns[0]
        return [values[one] if one >= 0 else None for one in ticks], [self._schedule.window_end(one) for one in ticks]

    def trace(self) -> Iterator[Value]:
        worst = max if self._condition.comparison.is_upper else min
        for row in zip(*self._columns, strict=True):
            yield worst((value for value in row if value is not None), default=None)
