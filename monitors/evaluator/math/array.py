"""FIRST, LAST, SORT, SLICE and REMOVE_EMPTY: arrays of series. METRICS is the compiler's: it depends on the request."""

from __future__ import annotations

from monitors.evaluator.math.function import Density, Form, Function
from monitors.evaluator.math.statistic import RANGE, collapse
from monitors.evaluator.math.value import Column, Frame, Point, Type


def _first(frame: Frame, array: list[Column]) -> Column:
    return array[0] if array else frame.constant(None)


def _last(frame: Frame, array: list[Column]) -> Column:
    return array[-1] if array else frame.constant(None)


def _sort(frame: Frame, array: list[Column], statistic: str, order: str, limit: Point = None) -> list[Column]:
    """Series without points come last in either order; equals keep their order."""
    sign = 1 if order == "ASC" else -1

    def rank(column: Column) -> tuple[bool, float]:
        value = collapse(statistic, frame, column) if any(point is not None for point in column) else None
        return value is None, sign * (value or 0.0)

    return sorted(array, key=rank)[: _index(limit)]


def _slice(_frame: Frame, array: list[Column], start: Point, end: Point = None) -> list[Column]:
    return array[_index(start) : _index(end)]


def _index(number: Point) -> int | None:
    """Negative indexes are not documented; Python's meaning of them would be a surprise."""
    return None if number is None else int(min(max(0.0, number), 1e6))


def _remove_empty(_frame: Frame, array: list[Column]) -> list[Column]:
    return [column for column in array if any(value is not None for value in column)]


_RANKED = f"{RANGE}: SORT ranks by a statistic of the whole fetched range, whose length is undocumented"
_EMPTY = f"{RANGE}: which series are empty depends on the fetched range; AWS advises against REMOVE_EMPTY in alarms"

FUNCTIONS = (
    Function(name="FIRST", forms=(Form(takes=(Type.ARRAY,), gives=Type.SERIES, run=_first),)),
    Function(name="LAST", forms=(Form(takes=(Type.ARRAY,), gives=Type.SERIES, run=_last),)),
    Function(
        name="SORT",
        forms=(
            Form(
                takes=(Type.ARRAY, Type.STATISTIC, Type.ORDER, Type.SCALAR),
                optional=1,
                gives=Type.ARRAY,
                run=_sort,
                pointwise=False,
                caution=_RANKED,
            ),
        ),
    ),
    Function(
        name="SLICE",
        forms=(
            Form(
                takes=(Type.ARRAY, Type.SCALAR, Type.SCALAR),
                optional=1,
                gives=Type.ARRAY,
                run=_slice,
                dense=Density.NEVER,
            ),
        ),
    ),
    Function(
        name="REMOVE_EMPTY",
        forms=(Form(takes=(Type.ARRAY,), gives=Type.ARRAY, run=_remove_empty, pointwise=False, caution=_EMPTY),),
    ),
)
