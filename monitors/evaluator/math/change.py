"""DIFF, DIFF_TIME, RATE and RUNNING_SUM: each point against the points before it, gaps skipped."""

from __future__ import annotations

from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Run, on_series_and_arrays
from monitors.evaluator.math.statistic import RANGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.evaluator.math.value import Column, Frame, Point


def _against_preceding(change: Callable[[float, float], Point]) -> Run:
    """change(rise, seconds) at every point but the first of its range."""

    def run(frame: Frame, column: Column) -> Column:
        frame.looked_at.append(column)
        if frame.width == 1:
            return frame.constant(None)
        result: Column = []
        for points, times in zip(frame.ranges(column), frame.times, strict=True):
            before: float | None = None
            since = 0
            for value, timestamp in zip(points, times, strict=True):
                if value is None:
                    result.append(None)
                    continue
                result.append(None if before is None else change(value - before, timestamp - since))
                before, since = value, timestamp
        return result

    return run


def _rise(frame: Frame, column: Column) -> Column:
    """DIFF: as above, but mostly there are no gaps, and then it is a subtraction of neighbours."""
    if None in column or not column or frame.width == 1:
        return _DIFFERENCE(frame, column)
    frame.looked_at.append(column)
    result: Column = [None, *map(sub, column[1:], column)]
    result[:: frame.width or len(column)] = [None] * (len(column) // (frame.width or len(column)))
    return result


_DIFFERENCE: Callable[[Frame, Column], Column] = _against_preceding(lambda rise, _: rise)


def _running_sum(frame: Frame, column: Column) -> Column:
    result: Column = []
    for points in frame.ranges(column):
        totals = accumulate(0.0 if value is None else value for value in points)
        result += [None if value is None else total for value, total in zip(points, totals, strict=True)]
    return result


FUNCTIONS = (
    on_series_and_arrays("DIFF", _rise, dense=Density.NEVER, pointwise=False, by_range=True, looks_back=True),
    on_series_and_arrays(
        "DIFF_TIME",
        _against_preceding(lambda _, seconds: float(seconds)),
        dense=Density.NEVER,
        pointwise=False,
        by_range=True,
        looks_back=True,
    ),
    on_series_and_arrays(
        "RATE",
        _against_preceding(lambda rise, seconds: rise / seconds if seconds else None),
        dense=Density.NEVER,
        pointwise=False,
        by_range=True,
        looks_back=True,
        caution_if_sparse=(
            "rate-on-sparse-data: RATE spans the gap to the last point, and which point that is depends on the "
            "undocumented range; AWS calls alarms on it unpredictable. Put FILL inside"
        ),
    ),
    on_series_and_arrays(
        "RUNNING_SUM",
        _running_sum,
        pointwise=False,
        by_range=True,
        caution=f"{RANGE}: RUNNING_SUM starts at the first fetched point, which is undocumented; "
        "AWS advises against it in alarms",
    ),
)
