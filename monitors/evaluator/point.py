"""The datapoints an alarm judges at each evaluation: statistic, then metric math, then the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitors.evaluator import schedule
from monitors.evaluator.clock_row import ClockRows
from monitors.evaluator.datapoint import inputs
from monitors.evaluator.log import execution
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.log.result_row import ResultRows
from monitors.evaluator.math import compile_set
from monitors.evaluator.sliding import SlidingColumns, SlidingRows
from monitors.evaluator.sliding_phase import SlidingPhases
from monitors.evaluator.window import Span, columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.sample import Data
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.window import Value
    from monitors.model.alarm import Condition


class Points(Protocol):
    """What the state machine reads."""

    def patterns(self) -> Iterator[bytes]:
        """One evaluation range of codes (see verdict) an evaluation, oldest first."""

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        """The range's values and window starts (seconds UTC) at one evaluation, oldest first."""

    def trace(self) -> Iterator[Value]:
        """The newest window's value at each evaluation: what a chart draws."""


def watch(
    condition: Condition, data: Data, *, created: int, end: int, assumptions: Assumptions
) -> tuple[Schedule, Points]:
    """When the alarm is evaluated after `created` and up to `end`, and what it sees then.

    Raises MathError for math CloudWatch refuses, ValueError for a bad statistic, period or time zone.
    """
    if isinstance(condition, LogCondition):
        runs = execution.plan(condition, data, created, end, assumptions.second)
        return runs, ResultRows(condition, execution.results(condition, data, runs), runs)
    ticks = schedule.plan(condition, created, end, assumptions.second)
    return ticks, _points(condition, data, ticks, assumptions)


def _points(condition: Condition, data: Data, ticks: Schedule, assumptions: Assumptions) -> Points:
    """The right way for this alarm."""
    program = compile_set(condition.series)
    needed = {key: (data.get(series, ()), statistic) for key, (series, statistic) in inputs(condition, program)}
    if condition.wall_clock is not None:
        return ClockRows(condition, program, needed, ticks, assumptions)
    ages = max(1, condition.evaluation_periods + assumptions.extra_points)
    span = Span(schedule=ticks, width=condition.period // ticks.cell, ages=ages)
    given = {key: columns(samples, statistic, span) for key, (samples, statistic) in needed.items()}
    rows = SlidingRows(condition, program, given, span, assumptions)
    if program.doubts & assumptions.contrary:
        return rows
    if program.pointwise:
        return SlidingColumns(condition, program, given, span)
    if program.looks_back and not any(column.late for column in given.values()):
        return SlidingPhases(condition, program, given, span, rows)
    return rows
