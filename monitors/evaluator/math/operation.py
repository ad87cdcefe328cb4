"""Arithmetic, comparison and logic, point by point.

The rule for gaps (facts/cloudwatch.md §2): between two series a missing side counts as 0 where the other has a point;
where both miss there is no point. A scalar is not a point: a series keeps its gaps against one. A point that would
divide by zero, or is no real number, is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Form, Function, Run, each
from monitors.evaluator.math.value import Column, Frame, Point, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _divide(left: float, right: float) -> Point:
    return left / right if right else None


def _power(left: float, right: float) -> Point:
    try:
        result = left**right
    except (OverflowError, ZeroDivisionError):
        return None
    return None if isinstance(result, complex) else result


_ARITHMETIC: dict[str, Callable[[float, float], Point]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "^": _power,
}
_COMPARISON: dict[str, Callable[[float, float], Point]] = {
    "==": lambda left, right: 1.0 if left == right else 0.0,
    "!=": lambda left, right: 1.0 if left != right else 0.0,
    "<": lambda left, right: 1.0 if left < right else 0.0,
    "<=": lambda left, right: 1.0 if left <= right else 0.0,
    ">": lambda left, right: 1.0 if left > right else 0.0,
    ">=": lambda left, right: 1.0 if left >= right else 0.0,
    "AND": lambda left, right: 1.0 if left and right else 0.0,
    "OR": lambda left, right: 1.0 if left or right else 0.0,
}
_ARRAYS_UNDOCUMENTED = "undocumented: AWS documents comparison and logic for series and scalars, not for arrays"


def _series_series(apply: Callable[[float, float], Point]) -> Run:
    def run(_: Frame, left: Column, right: Column) -> Column:
        return [
            (None if b is None else apply(0.0, b)) if a is None else apply(a, 0.0 if b is None else b)
            for a, b in zip(left, right, strict=True)
        ]

    return run


def _series_scalar(apply: Callable[[float, float], Point]) -> Run:
    def run(frame: Frame, left: Column, right: Point) -> Column:
        if right is None:
            return frame.constant(None)
        return [None if a is None else apply(a, right) for a in left]

    return run


def _scalar_series(apply: Callable[[float, float], Point]) -> Run:
    return lambda frame, left, right: _series_scalar(lambda b, a: apply(a, b))(frame, right, left)


def _scalar_scalar(apply: Callable[[float, float], Point]) -> Run:
    return lambda _, left, right: None if left is None or right is None else apply(left, right)


def _forms(apply: Callable[[float, float], Point], dense: Density, caution: str) -> Iterable[Form]:
    scalar, series, array = Type.SCALAR, Type.SERIES, Type.ARRAY
    pairs = {
        (scalar, scalar): (scalar, _scalar_scalar(apply)),
        (scalar, series): (series, _scalar_series(apply)),
        (series, scalar): (series, _series_scalar(apply)),
        (series, series): (series, _series_series(apply)),
    }
    for takes, (gives, run) in pairs.items():
        yield Form(takes=takes, gives=gives, run=run, dense=dense)
    for single in (scalar, series):
        left, right = pairs[(series, single)][1], pairs[(single, series)][1]
        yield Form(takes=(array, single), gives=array, run=each(left), dense=dense, caution=caution)
        yield Form(takes=(single, array), gives=array, run=_each_right(right), dense=dense, caution=caution)


def _each_right(run: Run) -> Run:
    return lambda frame, single, array: [run(frame, single, column) for column in array]


def _negate(_frame: Frame, column: Column) -> Column:
    return [None if value is None else -value for value in column]


OPERATIONS = {
    symbol: Function(name=symbol, forms=tuple(_forms(apply, dense, caution)))
    for table, caution in ((_ARITHMETIC, ""), (_COMPARISON, _ARRAYS_UNDOCUMENTED))
    for symbol, apply in table.items()
    for dense in (Density.NEVER if symbol in "/^" else Density.ANY,)
}
NEGATION = Function(
    name="-",
    forms=(
        Form(takes=(Type.SCALAR,), gives=Type.SCALAR, run=lambda _, value: None if value is None else -value),
        Form(takes=(Type.SERIES,), gives=Type.SERIES, run=_negate),
        Form(takes=(Type.ARRAY,), gives=Type.ARRAY, run=each(_negate)),
    ),
)
