"""FILL: with a scalar, with another series, by repeating the last point, or linearly over a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Form, Function, each
from monitors.evaluator.math.value import Column, Doubt, Frame, Point, Type

if TYPE_CHECKING:
    from collections.abc import Sequence


def _fill(frame: Frame, column: Column, filler: Point) -> Column:
    filled = [filler if value is None else value for value in column]
    return _unless_absent(frame, column, filled)


def _fill_from(frame: Frame, column: Column, filler: Column) -> Column:
    filled = [other if value is None else value for value, other in zip(column, filler, strict=True)]
    return _unless_absent(frame, column, filled)


def _unless_absent(frame: Frame, column: Column, filled: Column) -> Column:
    if Doubt.FILL_ABSENT not in frame.contrary:
        return filled
    result: Column = []
    for points, full in zip(frame.ranges(column), frame.ranges(filled), strict=True):
        result += points if points.count(None) == len(points) else full
    return result


def _fill_by(frame: Frame, column: Column, word: str) -> Column:
    result: Column = []
    for points, times in zip(frame.ranges(column), frame.times, strict=True):
        result += _repeat(points) if word == "REPEAT" else _interpolate(points, times)
    return result


def _repeat(column: Column) -> Column:
    result: Column = []
    last: Point = None
    for value in column:
        last = last if value is None else value
        result.append(last)
    return result


def _interpolate(column: Column, times: Sequence[int]) -> Column:
    """Gaps before the first and after the last point stay: they have only one end."""
    result = list(column)
    before: int | None = None
    for here, value in enumerate(column):
        if value is None:
            continue
        if before is not None and (start := column[before]) is not None:
            for gap in range(before + 1, here):
                share = (times[gap] - times[before]) / (times[here] - times[before])
                result[gap] = start + (value - start) * share
        before = here
    return result


_UNLISTED = "undocumented: AWS lists a series as filler for an array, and a scalar for a single series"

FUNCTIONS = (
    Function(
        name="FILL",
        forms=tuple(
            form
            for target, lift, caution in ((Type.SERIES, lambda run: run, _UNLISTED), (Type.ARRAY, each, ""))
            for form in (
                Form(
                    takes=(target, Type.SCALAR),
                    gives=target,
                    run=lift(_fill),
                    dense=Density.ALWAYS,
                    doubt=Doubt.FILL_ABSENT,
                    settles=0,
                ),
                Form(
                    takes=(target, Type.SERIES),
                    gives=target,
                    run=lift(_fill_from),
                    dense=Density.ANY,
                    doubt=Doubt.FILL_ABSENT,
                    settles=0,
                    caution=caution,
                ),
                Form(takes=(target, Type.FILLER), gives=target, run=lift(_fill_by), pointwise=False, by_range=True),
            )
        ),
    ),
)
