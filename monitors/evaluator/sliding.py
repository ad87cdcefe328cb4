"""Datapoints in sliding windows: whole columns at once where the math allows it, else one range at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.datapoint import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.math import Program
    from monitors.evaluator.window import Column, Span, Value
    from monitors.model.alarm import Condition


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

    def patterns(self) -> Iterator[tuple[int, ...]]:
        codes = (self._codes.get(age, self._codes[0])[self._span.cut(age)] for age in range(self._span.ages, 0, -1))
        return zip(*codes, strict=True) if self._span.schedule.count else iter(())

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
    """One evaluation range at a time: for math whose points depend on each other (DIFF, RATE, FILL REPEAT…)."""

    def __init__(
        self, condition: Condition, program: Program, given: Mapping[str, Column], span: Span, assumptions: Assumptions
    ) -> None:
        self._condition, self._program, self._span = condition, program, span
        self._contrary = assumptions.contrary & program.doubts
        ages = range(span.ages, 0, -1)
        self._columns = {
            key: [column.at(age)[span.cut(age)] for age in ages] if span.schedule.count else []
            for key, column in given.items()
        }

    def _range(self, tick: int) -> tuple[dict[str, list[Value]], list[Value], list[int]]:
        given = {key: [column[tick] for column in ages] for key, ages in self._columns.items()}
        end, period = self._span.schedule.window_end(tick), self._condition.period
        starts = list(range(end - self._span.ages * period, end, period))
        return given, self._program.evaluate(given, starts, period, contrary=self._contrary), starts

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        _, values, starts = self._range(tick)
        return values, starts

    def patterns(self) -> Iterator[bytes]:
        for tick in range(self._span.schedule.count):
            given, values, _ = self._range(tick)
            yield judged(self._condition, values, given)

    def trace(self) -> Iterator[Value]:
        return (self.row(tick)[0][-1] for tick in range(self._span.schedule.count))
