"""The datapoints an alarm judges at each evaluation: statistic, then metric math, then the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitors.evaluator.clock_row import ClockRows
from monitors.evaluator.datapoint import inputs
from monitors.evaluator.math import compile_set
from monitors.evaluator.sliding import SlidingColumns, SlidingRows
from monitors.evaluator.window import Span, columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.sample import Data
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.window import Value
    from monitors.model.alarm import Condition


class Points(Protocol):
    """What the state machine reads."""

    def patterns(self) -> Iterator[Sequence[int]]:
        """One evaluation range of codes (see verdict) an evaluation, oldest first."""

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        """The range's values and window starts (seconds UTC) at one evaluation, oldest first."""

    def trace(self) -> Iterator[Value]:
        """The newest window's value at each evaluation: what a chart draws."""


def points(condition: Condition, data: Data, schedule: Schedule, assumptions: Assumptions) -> Points:
    """The right way for this alarm. Raises MathError for math CloudWatch refuses, ValueError for a bad statistic."""
    program = compile_set(condition.series)
    needed = {key: (data.get(series, ()), statistic) for key, (series, statistic) in inputs(condition, program)}
    if condition.wall_clock is not None:
        return ClockRows(condition, program, needed, schedule, assumptions)
    ages = max(1, condition.evaluation_periods + assumptions.extra_points)
    span = Span(schedule=schedule, width=condition.period // schedule.cell, ages=ages)
    given = {key: columns(samples, statistic, span) for key, (samples, statistic) in needed.items()}
    if program.pointwise and not program.doubts & assumptions.contrary:
        return SlidingColumns(condition, program, given, span)
    return SlidingRows(condition, program, given, span, assumptions)
