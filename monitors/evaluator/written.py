"""The series of a case as they are written → what was published, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator import duration, notation
from monitors.evaluator.assignment import assign
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.sample import Sample, SeriesId, point
from monitors.evaluator.subject import SubjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Case, SeriesSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value every `every` seconds, published `after` seconds from its interval's beginning; `count` samples each."""

    values: list[float | None]
    every: int
    after: int
    count: float

    @property
    def seconds(self) -> int:
        return len(self.values) * self.every

    def samples(self, start: int, before: int) -> list[Sample]:
        """From `start` on; before it the first value, held for `before` seconds."""
        earlier = -(-before // self.every)
        return list(self._samples([*self.values[:1] * earlier, *self.values], start - earlier * self.every))

    def _samples(self, values: list[float | None], first: int) -> Iterator[Sample]:
        for place, value in enumerate(values):
            if value is not None:
                at = first + place * self.every
                yield point(at, value, count=self.count, published=at + self.after)


def read_series(case: Case, subject: Subject, named: Subject) -> dict[SeriesId, Written]:
    """Raises SubjectError, or NotationError for points that do not fit the interval."""
    conditions = [member.condition for member in subject.members]
    rates = {one.results: one.period for one in conditions if isinstance(one, LogCondition)}
    return {key: _read(spec, rates.get(key._replace(dimensions=())), case) for key, spec in assign(case, named).items()}


def _read(spec: SeriesSpec, rate: int | None, case: Case) -> Written:
    """`rate` is that of the query whose results these are: they come when it has run, and as often."""
    every = spec.every or rate or case.every
    if rate is not None and (every != rate or spec.delay):
        raise SubjectError(
            f"results come as the query runs, every {duration.show(rate)}: they have no other `every` and no `delay`"
        )
    return Written(
        values=notation.parse(spec.points, every),
        every=every,
        after=rate or min(every, 60) + spec.delay,
        count=spec.samples,
    )
