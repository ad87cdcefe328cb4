"""ABS, CEIL, FLOOR, LOG and LOG10: one point in, one point out. The logarithm of what is not positive has no point."""

from __future__ import annotations

from math import ceil, floor, isfinite, log, log10
from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Run, on_series_and_arrays

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.evaluator.math.value import Column, Frame, Point


def _apply(change: Callable[[float], Point]) -> Run:
    def run(_: Frame, column: Column) -> Column:
        return [None if value is None else change(value) for value in column]

    return run


FUNCTIONS = (
    on_series_and_arrays("ABS", _apply(abs)),
    on_series_and_arrays("CEIL", _apply(lambda value: float(ceil(value)) if isfinite(value) else None)),
    on_series_and_arrays("FLOOR", _apply(lambda value: float(floor(value)) if isfinite(value) else None)),
    on_series_and_arrays("LOG", _apply(lambda value: log(value) if value > 0 else None), dense=Density.NEVER),
    on_series_and_arrays("LOG10", _apply(lambda value: log10(value) if value > 0 else None), dense=Density.NEVER),
)
