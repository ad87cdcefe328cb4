"""FILL: with a scalar, with another series, by repeating the last point, or linearly over a gap."""

from __future__ import annotations

from monitors.evaluator.math.function import Density, Form, Function, each
from monitors.evaluator.math.value import Column, Doubt, Frame, Point, Type


def _fill(frame: Frame, column: Column, filler: Point) -> Column:
    if _is_absent(frame, column):
        return column
    return [filler if value is None else value for value in column]


def _fill_from(frame: Frame, column: Column, filler: Column) -> Column:
    if _is_absent(frame, column):
        return column
    return [other if value is None else value for value, other in zip(column, filler, strict=True)]


def _is_absent(frame: Frame, column: Column) -> bool:
    return Doubt.FILL_ABSENT in frame.contrary and all(value is None for value in column)


def _fill_by(frame: Frame, column: Column, word: str) -> Column:
    return _repeat(column) if word == "REPEAT" else _interpolate(frame, column)


def _repeat(column: Column) -> Column:
    result: Column = []
    last: Point = None
    for value in column:
        last = last if value is None else value
        result.append(last)
    return result


def _interpolate(frame: Frame, column: Column) -> Column:
    """Gaps before the first and after the last point stay: they have only one end."""
    result, times = list(column), frame.timestamps
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
                Form(takes=(target, Type.FILLER), gives=target, run=lift(_fill_by), pointwise=False),
            )
        ),
    ),
)
