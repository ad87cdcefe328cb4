"""Percentiles and other statistics of all values of a window, while it slides over a column."""

from __future__ import annotations

from bisect import bisect_left, insort
from functools import partial
from itertools import chain
from operator import add
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitors.evaluator.statistic import Statistic, Values

Cells = list[tuple[Any, ...]]
"""What was seen in each cell: (value, how often) pairs, or values alone where all were seen equally often."""


def distribute(
    groups: Mapping[int, list[Values]], statistic: Statistic, lengths: Mapping[int, int], size: int
) -> list[float | None]:
    """A value for the window that begins in each of `size` cells, `lengths[group]` cells long for that group."""
    weights = {weight for cells in groups.values() for seen in cells for _, weight in seen}
    weight = next(iter(weights), 1.0)
    if len(weights) > 1 or weight % 1:
        pairs: dict[int, Cells] = dict(groups.items())
        return _slide(pairs, statistic.of_ordered, lengths, size)
    alone: dict[int, Cells] = {
        group: [tuple([value for value, _ in seen]) if seen else () for seen in cells]
        for group, cells in groups.items()
    }
    return _slide(alone, partial(statistic.of_equal, weight=weight), lengths, size)


def _slide(
    groups: Mapping[int, Cells], of: Callable[[list[Any]], float | None], lengths: Mapping[int, int], size: int
) -> list[float | None]:
    """One window kept in order while it slides: what enters is put in its place, what leaves is taken out."""
    window, entering, leaving = _moves(groups, lengths, size)
    found: list[float | None] = []
    value = None
    for place, (enters, leaves) in enumerate(zip(entering, leaving, strict=True)):
        if enters != leaves or not place:
            for one in leaves:
                del window[bisect_left(window, one)]
            for one in enters:
                insort(window, one)
            value = of(window)
        found.append(value)
    return found


def _moves(
    groups: Mapping[int, Cells], lengths: Mapping[int, int], size: int
) -> tuple[list[Any], Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]]:
    """The values in the first window but its last cell; those that enter and leave as it moves to each cell."""
    window: list[Any] = []
    entering: Cells = [()] * size
    leaving: Cells = [()] * size
    for group, cells in groups.items():
        if length := lengths[group]:
            window += chain.from_iterable(cells[: length - 1])
            entering = list(map(add, entering, [*cells[length - 1 :], *[()] * (length - 1)]))
            leaving = list(map(add, leaving, [(), *cells]))
    return sorted(window), entering, leaving
