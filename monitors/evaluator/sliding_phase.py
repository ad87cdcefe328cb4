"""Datapoints in sliding windows for math that looks at the point before, such as DIFF: each is computed once.

Windows one period apart follow each other: with a period of five minutes there are five such sequences, one a phase. In
a sequence a point's predecessor is what it is in any range that holds both. So every point of a range is that of the
sequence, but for the range's first real one, which has no predecessor in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from monitors.evaluator.datapoint import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.evaluator.math import Program
    from monitors.evaluator.sliding import SlidingRows
    from monitors.evaluator.window import Column, Span, Value
    from monitors.model.alarm import Condition

T = TypeVar("T")


class SlidingPhases:
    """For programs that look back, where no window is still being published; `rows` tell single evaluations."""

    def __init__(
        self, condition: Condition, program: Program, given: Mapping[str, Column], span: Span, rows: SlidingRows
    ) -> None:
        self._span, self._rows = span, rows
        self._length = -(-span.size // span.width)
        size, cell = self._length * span.width, span.schedule.cell
        pad: list[Value] = [None] * (size - span.size)
        columns = {key: self._by_phase([*column.settled, *pad]) for key, column in given.items()}
        first = span.origin * cell
        starts = self._by_phase(range(first, first + size * cell, cell))
        looked_at: list[list[Value]] = []
        among = program.evaluate(columns, starts, condition.period, width=self._length, looked_at=looked_at)
        alone = program.evaluate(columns, starts, condition.period, width=1)
        self._among, self._alone = judged(condition, among, columns), judged(condition, alone, columns)
        self._real = bytes([value is not None for value in looked_at[0]])

    def _by_phase(self, cells: Sequence[T]) -> list[T]:
        ordered: list[T] = []
        for phase in range(self._span.width):
            ordered += cells[phase :: self._span.width]
        return ordered

    def patterns(self) -> Iterator[bytes]:
        ages, width, schedule = self._span.ages, self._span.width, self._span.schedule
        among, alone, find = self._among, self._alone, self._real.find
        for place in range(0, schedule.count * schedule.stride, schedule.stride):
            begin = place % width * self._length + place // width
            end = begin + ages
            first = find(1, begin, end)
            if first < 0 or among[first] == alone[first]:
                yield among[begin:end]
            else:
                yield among[begin:first] + alone[first : first + 1] + among[first + 1 : end]

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        return self._rows.row(tick)

    def trace(self) -> Iterator[Value]:
        return self._rows.trace()
