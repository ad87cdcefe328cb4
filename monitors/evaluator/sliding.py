"""Datapoints in sliding windows: whole columns at once where the math allows it, else one range at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from monitors.evaluator.datapoint import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.math import Program
    from monitors.evaluator.window import Column, Span, Value
    from monitors.model.alarm import Condition


T = TypeVar("T")
ROWS = 4_096
"""Ranges evaluated at once: enough to make their number cheap, few enough to keep memory flat."""


class SlidingColumns:
    """Whole columns at once: right wherever no point depends on another timestamp."""

    def __init__(self, condition: Condition, program: Program, given: Mapping[str, Column], span: Span) -> None:
        self._condition, self._span = condition, span
        first, cell = span.origin * span.schedule.cell, span.schedule.cell
        starts = range(first, first + span.size * cell, cell)
        plain = condition.returned.id if condition.returned.metric is not None else None
        late = sorted({age for column in given.values() for age in column.late})
        self._values: dict[int, list[Value]] = {}
        self._codes: dict[int, bytes] = {}
        for age in (0, *late):
            values = {key: column.at(age) for key, column in given.items()}
            self._values[age] = values[plain] if plain else program.evaluate(values, starts, condition.period)
            self._codes[age] = judged(condition, self._values[age], values)

    def _at(self, age: int) -> list[Value]:
        return self._values.get(age) or self._values[0]

    def patterns(self) -> Iterator[bytes]:
        """All but the newest windows are of one column, where ages lie `width` apart: a slice takes them."""
        span = self._span
        settled, width, reach = self._codes[0], span.width, span.ages * span.width
        late = [age for age in range(span.ages, 0, -1) if age in self._codes]
        stop = reach - (late[0] if late else 0) * width
        places = range(0, span.schedule.count * span.schedule.stride, span.schedule.stride)
        if not late:
            return (settled[place : place + reach : width] for place in places)
        newest = [self._codes.get(age, settled)[span.cut(age)] for age in range(late[0], 0, -1)]
        return (
            settled[place : place + stop : width] + bytes(ages)
            for place, ages in zip(places, zip(*newest, strict=True), strict=False)
        )

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        places = [
            (age, (self._span.ages - age) * self._span.width + tick * self._span.schedule.stride)
            for age in range(self._span.ages, 0, -1)
        ]
        cell = self._span.schedule.cell
        return [self._at(age)[place] for age, place in places], [
            (self._span.origin + place) * cell for _, place in places
        ]

    def trace(self) -> Iterator[Value]:
        return iter(self._at(1)[self._span.cut(1)] if self._span.schedule.count else ())


class SlidingRows:
    """Range by range: for math whose points depend on each other (DIFF, RATE, FILL REPEAT…), many at once if it can."""

    def __init__(
        self, condition: Condition, program: Program, given: Mapping[str, Column], span: Span, assumptions: Assumptions
    ) -> None:
        self._condition, self._program, self._span = condition, program, span
        self._contrary = assumptions.contrary & program.doubts
        self._at_once = ROWS if program.by_range else 1
        self._columns = given

    def _ranges(self, first: int, count: int) -> tuple[dict[str, list[Value]], list[Value], list[int]]:
        """What is given, what the math makes of it, and window starts, of `count` evaluations end to end."""
        ages, period, schedule = self._span.ages, self._condition.period, self._span.schedule
        cuts = [(age, self._span.cut(age, first, count)) for age in range(ages, 0, -1)]
        given = {key: _end_to_end([column.at(age)[cut] for age, cut in cuts]) for key, column in self._columns.items()}
        begin, step = schedule.window_end(first) - ages * period, schedule.cell * schedule.stride
        starts = _end_to_end(
            [range(begin + age * period, begin + age * period + count * step, step) for age in range(ages)]
        )
        width = ages if self._program.by_range else 0
        values = self._program.evaluate(given, starts, period, contrary=self._contrary, width=width)
        return given, values, starts

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        _, values, starts = self._ranges(tick, 1)
        return values, starts

    def patterns(self) -> Iterator[bytes]:
        ages = self._span.ages
        for given, values in self._batches():
            codes = judged(self._condition, values, given)
            yield from (codes[place : place + ages] for place in range(0, len(codes), ages))

    def trace(self) -> Iterator[Value]:
        ages = self._span.ages
        return (value for _, values in self._batches() for value in values[ages - 1 :: ages])

    def _batches(self) -> Iterator[tuple[dict[str, list[Value]], list[Value]]]:
        total = self._span.schedule.count
        for first in range(0, total, self._at_once):
            given, values, _ = self._ranges(first, min(self._at_once, total - first))
            yield given, values


def _end_to_end(columns: Sequence[Sequence[T]]) -> list[T]:
    """One column an age, oldest first → the ranges of all evaluations, one after the other."""
    result = [*columns[0]] * len(columns)
    for age, column in enumerate(columns):
        result[age :: len(columns)] = column
    return result
