"""Sliding sums, minima and maxima over whole columns, without prefix differences, which would leave rounding noise."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def slide(cells: list[T], length: int, combine: Callable[[T, T], T], empty: T) -> list[T]:
    """Result[i] combines cells[i : i + length]; at the end, fewer. Same length as `cells`.

    Blocks of 1, 2, 4, … cells are combined, so that the cost is log2(length) passes over the column.
    """
    if length == 0:
        return [empty] * len(cells)
    block, width, rest = cells, 1, length
    result: list[T] | None = None
    done = 0
    while True:
        if rest & 1:
            result = block if result is None else _join(result, block, done, combine)
            done += width
        rest >>= 1
        if not rest:
            assert result is not None  # noqa: S101 - length ≥ 1 has a bit set
            return result
        block = _join(block, block, width, combine)
        width *= 2


def _join(left: list[T], right: list[T], shift: int, combine: Callable[[T, T], T]) -> list[T]:
    joined = list(map(combine, left, islice(right, shift, None)))
    joined.extend(left[len(joined) :])
    return joined
