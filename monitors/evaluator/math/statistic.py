"""AVG, SUM, MIN, MAX, STDDEV, DATAPOINT_COUNT and METRIC_COUNT.

Over one series they collapse the whole fetched range to a scalar; over an array they work timestamp by timestamp.
SUM and AVG count a missing point as 0, the others skip it; where nothing reports there is no point.
"""

from __future__ import annotations

from functools import reduce
from math import sqrt
from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Form, Function
from monitors.evaluator.math.value import Column, Doubt, Frame, Point, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RANGE = "range-dependent"


def collapse(name: str, frame: Frame, column: Column) -> Point:
    """One series to a scalar; None where the statistic of nothing is nothing (MIN, MAX, STDDEV)."""
    points = [value for value in column if value is not None]
    match name:
        case "SUM":
            return float(sum(points))
        case "AVG":
            return sum(points) / len(column) if column else 0.0
        case "DATAPOINT_COUNT":
            return float(len(points))
        case "STDDEV":
            return _deviation(frame, points)
    extreme = min if name == "MIN" else max
    return extreme(points, default=None)


def _deviation(frame: Frame, points: Sequence[float]) -> Point:
    if not points:
        return None
    mean = sum(points) / len(points)
    degrees = len(points) - (Doubt.STDDEV_SAMPLE in frame.contrary)
    return sqrt(sum((value - mean) * (value - mean) for value in points) / degrees) if degrees else 0.0


def _across(name: str, frame: Frame, array: list[Column]) -> Column:
    if not array:
        return frame.constant(None)
    if name == "STDDEV":
        return _deviation_across(frame, array)
    if name == "DATAPOINT_COUNT":
        return [float(count) if (count := len(row) - row.count(None)) else None for row in zip(*array, strict=True)]
    total = reduce(_FOLD[name], array)
    return total if name != "AVG" else [None if value is None else value / len(array) for value in total]


def _deviation_across(frame: Frame, array: list[Column]) -> Column:
    """Column by column: a list a timestamp costs more than twice as much on long columns."""
    sample = Doubt.STDDEV_SAMPLE in frame.contrary
    counts = [len(row) - row.count(None) for row in zip(*array, strict=True)]
    totals = reduce(_add, array)
    means: Column = [None if total is None else total / n for total, n in zip(totals, counts, strict=True)]
    squares = reduce(_add, [_squares(column, means) for column in array])
    return [
        None if square is None else (sqrt(square / (n - sample)) if n > sample else 0.0)
        for square, n in zip(squares, counts, strict=True)
    ]


def _squares(column: Column, means: Column) -> Column:
    """Squared distances from the mean; where the column has a point, the mean has one."""
    return [None if v is None else (v - (m or 0.0)) * (v - (m or 0.0)) for v, m in zip(column, means, strict=True)]


def _add(left: Column, right: Column) -> Column:
    return [b if a is None else (a if b is None else a + b) for a, b in zip(left, right, strict=True)]


def _lower(left: Column, right: Column) -> Column:
    return [b if a is None else (a if b is None else min(a, b)) for a, b in zip(left, right, strict=True)]


def _higher(left: Column, right: Column) -> Column:
    return [b if a is None else (a if b is None else max(a, b)) for a, b in zip(left, right, strict=True)]


_FOLD: dict[str, Callable[[Column, Column], Column]] = {"AVG": _add, "SUM": _add, "MIN": _lower, "MAX": _higher}


def _statistic(name: str) -> Function:
    doubt = Doubt.STDDEV_SAMPLE if name == "STDDEV" else None
    collapses = (
        f"{RANGE}: {name} of one series collapses the fetched range, which is longer than the evaluation periods by "
        "an undocumented number of points; AWS advises against it in alarms"
    )
    counts = f"{RANGE}: AWS advises against DATAPOINT_COUNT in alarms" if name == "DATAPOINT_COUNT" else ""
    return Function(
        name=name,
        forms=(
            Form(
                takes=(Type.SERIES,),
                gives=Type.SCALAR,
                run=lambda frame, column: collapse(name, frame, column),
                pointwise=False,
                doubt=doubt,
                caution=collapses,
            ),
            Form(
                takes=(Type.ARRAY,),
                gives=Type.SERIES,
                run=lambda frame, array: _across(name, frame, array),
                doubt=doubt,
                caution=counts,
            ),
        ),
    )


FUNCTIONS = (
    *map(_statistic, ("AVG", "SUM", "MIN", "MAX", "STDDEV", "DATAPOINT_COUNT")),
    Function(
        name="METRIC_COUNT",
        forms=(Form(takes=(Type.ARRAY,), gives=Type.SCALAR, run=lambda _, array: float(len(array))),),
    ),
)
