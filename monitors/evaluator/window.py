"""Sliding windows, re-cut at every evaluation from what had been published by then, for whole columns at once.

A window of age a (1 is the newest) at evaluation j begins a × k cells before j, k being the period in cells. Samples
are grouped by how many cells late they came: at age a, a group that is d cells late has been seen only up to the
cell a × k − d of the window. So a window that is still being published is a shorter window of the same column.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from operator import add
from typing import TYPE_CHECKING

from monitors.evaluator.distribution import distribute
from monitors.evaluator.slide import slide
from monitors.evaluator.statistic import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitors.evaluator.sample import Sample
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.statistic import Statistic, Values, Weighted

Value = float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The cells a run needs: `origin` is the first one since the epoch; windows are `width` cells, `ages` of them."""

    schedule: Schedule
    width: int
    ages: int

    @property
    def origin(self) -> int:
        return self.schedule.first - self.ages * self.width

    @property
    def size(self) -> int:
        return self.ages * self.width + max(0, self.schedule.count - 1) * self.schedule.stride

    def cut(self, age: int, first: int = 0, count: int | None = None) -> slice:
        """Where a column holds the windows of that age, of `count` evaluations from `first` on; of all unless given."""
        stride, last = self.schedule.stride, first + (self.schedule.count if count is None else count) - 1
        start = (self.ages - age) * self.width
        return slice(start + first * stride, start + max(0, last) * stride + 1, stride)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Window values, by the cell the window begins in. `late[age]` is what was known at that age, where it differs."""

    settled: list[Value]
    late: Mapping[int, list[Value]]

    def at(self, age: int) -> list[Value]:
        return self.late.get(age, self.settled)


@dataclass(slots=True)
class _Group:
    count: list[float]
    amount: list[float]
    values: list[Values]


_FIELD = {Kind.SAMPLE_COUNT: 2, Kind.SUM: 3, Kind.AVERAGE: 3, Kind.MINIMUM: 4, Kind.MAXIMUM: 5}


def columns(samples: Iterable[Sample], statistic: Statistic, span: Span) -> Column:
    """One column for one metric and statistic. Samples may come in any order."""
    groups = _gather(samples, statistic, span)
    latest = max(groups, default=0)
    settled = _values(groups, statistic, dict.fromkeys(groups, span.width), span.size)
    late = {}
    for age in range(1, min(span.ages, 1 + -(-latest // span.width)) + 1):
        lengths = {lateness: max(0, min(span.width, age * span.width - lateness)) for lateness in groups}
        if any(length < span.width for length in lengths.values()):
            late[age] = _values(groups, statistic, lengths, span.size)
    return Column(settled=settled, late=late)


def _gather(samples: Iterable[Sample], statistic: Statistic, span: Span) -> dict[int, _Group]:
    combine, empty = _combination(statistic.kind)
    index, origin, size = _FIELD.get(statistic.kind, 3), span.origin, span.size
    cell, keeps = span.schedule.cell, statistic.needs_values
    deadline = (origin + 1) * cell + span.schedule.second
    groups: dict[int, _Group] = {}
    for sample in samples:
        place = sample[0] // cell - origin
        if not 0 <= place < size or not sample[2]:
            continue
        due = deadline + place * cell
        lateness = -((due - sample[1]) // cell) if sample[1] > due else 0
        group = groups.get(lateness)
        if group is None:
            group = groups[lateness] = _Group([0.0] * size, [empty] * size, [()] * size if keeps else [])
        group.count[place] += sample[2]
        group.amount[place] = combine(group.amount[place], sample[index])  # type: ignore[arg-type]
        if keeps:
            group.values[place] += known_values(sample)
    return groups


def known_values(sample: Sample) -> tuple[Weighted, ...]:
    """The weighted values of a sample: those stated, or its only value; none for a statistic set with a spread."""
    if sample.values:
        return sample.values
    return ((sample.minimum, sample.sample_count),) if sample.minimum == sample.maximum else ()


def _combination(kind: Kind) -> tuple[Callable[[float, float], float], float]:
    if kind is Kind.MINIMUM:
        return min, inf
    if kind is Kind.MAXIMUM:
        return max, -inf
    return add, 0.0


def _values(groups: dict[int, _Group], statistic: Statistic, lengths: dict[int, int], size: int) -> list[Value]:
    if statistic.needs_values:
        return distribute({late: group.values for late, group in groups.items()}, statistic, lengths, size)
    combine, empty = _combination(statistic.kind)
    counts, amounts = [0.0] * size, [empty] * size
    for number, (lateness, group) in enumerate(groups.items()):
        count = slide(group.count, lengths[lateness], add, 0.0)
        amount = slide(group.amount, lengths[lateness], combine, empty)
        counts = list(map(add, counts, count)) if number else count
        amounts = list(map(combine, amounts, amount)) if number else amount
    if statistic.kind is Kind.AVERAGE:
        return [total / count if count else None for total, count in zip(amounts, counts, strict=True)]
    return [amount if count else None for amount, count in zip(amounts, counts, strict=True)]
