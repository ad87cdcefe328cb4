"""The datapoints an alarm judges at each evaluation: statistic, then metric math, then the comparison."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from monitors.evaluator import wall_clock
from monitors.evaluator.math import compile_set
from monitors.evaluator.math.external import bounds
from monitors.evaluator.sample import external, identify
from monitors.evaluator.statistic import Kind, Statistic, parse
from monitors.evaluator.threshold import discount, judge, judge_band
from monitors.evaluator.window import Span, columns
from monitors.model.alarm import LowSamples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.math import Program
    from monitors.evaluator.sample import Data, Sample, SeriesId
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.window import Column, Value
    from monitors.model.alarm import Condition

COUNT = "#samples"
"""The column of sample counts, beside those of the metrics: `#` cannot begin an id."""


class Points(Protocol):
    """What the state machine reads."""

    def patterns(self) -> Iterator[Sequence[int]]:
        """One evaluation range of codes (see verdict) an evaluation, oldest first."""

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        """The range's values and window starts (seconds UTC) at one evaluation, oldest first."""

    def trace(self) -> Iterator[Value]:
        """The newest window's value at each evaluation: what a chart draws."""


def inputs(condition: Condition, program: Program) -> Iterator[tuple[str, tuple[SeriesId, Statistic]]]:
    """(column id, (series, statistic)) of everything the alarm reads: metrics, external series, bands, counts."""
    wanted = program.references | {entry.id for entry in condition.series if entry.returns}
    for entry in condition.series:
        if entry.metric is not None and entry.id in wanted:
            yield entry.id, (identify(entry.metric), parse(entry.metric.statistic))
            if _counts_matter(condition):
                yield COUNT, (identify(entry.metric), Statistic(Kind.SAMPLE_COUNT))
    band = bounds(condition.band) if condition.band is not None else ()
    for key in (*program.needs, *band):
        yield key, (external(key), Statistic(Kind.AVERAGE))


def _counts_matter(condition: Condition) -> bool:
    metric = condition.returned.metric
    return (
        metric is not None and condition.low_samples is LowSamples.IGNORE and parse(metric.statistic).enough_samples > 0
    )


def _judged(condition: Condition, values: Sequence[Value], given: Mapping[str, Sequence[Value]]) -> bytes:
    if condition.band is not None:
        lower, upper = (given[key] for key in bounds(condition.band))
        return judge_band(values, condition.comparison, lower, upper)
    codes = judge(values, condition.comparison, condition.threshold)
    metric = condition.returned.metric
    if metric is None or COUNT not in given:
        return codes
    return discount(codes, given[COUNT], parse(metric.statistic).enough_samples)


def points(condition: Condition, data: Data, schedule: Schedule, assumptions: Assumptions) -> Points:
    """The right way for this alarm. Raises MathError for math CloudWatch refuses, ValueError for a bad statistic."""
    program = compile_set(condition.series)
    needed = {key: (data.get(series, ()), statistic) for key, (series, statistic) in inputs(condition, program)}
    if condition.wall_clock is not None:
        return ClockRows(condition, program, needed, schedule, assumptions)
    ages = max(1, condition.evaluation_periods + assumptions.extra_points)
    span = Span(schedule=schedule, width=condition.period // schedule.cell, ages=ages)
    given = {key: columns(samples, statistic, span) for key, (samples, statistic) in needed.items()}
    if program.pointwise and not program.doubts & assumptions.contrary:
        return SlidingColumns(condition, program, given, span)
    return SlidingRows(condition, program, given, span, assumptions)


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
            self._codes[age] = _judged(condition, self._values[age], values)

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
            yield _judged(self._condition, values, given)

    def trace(self) -> Iterator[Value]:
        return (self.row(tick)[0][-1] for tick in range(self._span.schedule.count))


class ClockRows:
    """Wall-clock windows: the last N completed periods of a time zone, no wider range."""

    def __init__(
        self,
        condition: Condition,
        program: Program,
        needed: Mapping[str, tuple[Sequence[Sample], Statistic]],
        schedule: Schedule,
        assumptions: Assumptions,
    ) -> None:
        self._condition, self._program, self._schedule = condition, program, schedule
        self._needed, self._contrary = needed, assumptions.contrary & program.doubts

    @cached_property
    def _rows(self) -> list[tuple[dict[str, list[Value]], list[Value], list[int]]]:
        condition, periods = self._condition, self._condition.evaluation_periods
        assert condition.wall_clock is not None  # noqa: S101 - chosen by points()
        edges = wall_clock.boundaries(self._schedule, condition.period, periods, wall_clock.zone(condition.wall_clock))
        if not edges:
            return []
        place = {edge: index for index, edge in enumerate(edges)}
        streams = {key: wall_clock.rows(*pair, self._schedule, edges, periods) for key, pair in self._needed.items()}
        found: list[tuple[dict[str, list[Value]], list[Value], list[int]]] = []
        before: object = None
        for parts in zip(*streams.values(), strict=True):
            if parts != before:
                before = parts
                given = dict(zip(streams, (values for _, values in parts), strict=True))
                here = place[parts[0][0]]
                starts = edges[here - periods : here]
                values = self._program.evaluate(given, starts, condition.period, contrary=self._contrary)
                latest = (given, values, starts)
            found.append(latest)
        return found

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        _, values, starts = self._rows[tick]
        return values, starts

    def patterns(self) -> Iterator[bytes]:
        for given, values, _ in self._rows:
            yield _judged(self._condition, values, given)

    def trace(self) -> Iterator[Value]:
        return (values[-1] for _, values, _ in self._rows)
