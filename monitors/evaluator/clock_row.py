"""Datapoints in wall-clock windows, one evaluation after the other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from monitors.evaluator import wall_clock
from monitors.evaluator.datapoint import judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.math import Program
    from monitors.evaluator.sample import Sample
    from monitors.evaluator.schedule import Schedule
    from monitors.evaluator.statistic import Statistic
    from monitors.evaluator.window import Value
    from monitors.model.alarm import Condition


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
    def _rows(self) -> list[tuple[bytes, list[Value], list[int]]]:
        """Codes, values and window starts of each evaluation; the same objects while nothing changes."""
        condition, periods = self._condition, self._condition.evaluation_periods
        assert condition.wall_clock is not None  # noqa: S101 - chosen by points()
        edges = wall_clock.boundaries(self._schedule, condition.period, periods, wall_clock.zone(condition.wall_clock))
        if not edges:
            return []
        place = {edge: index for index, edge in enumerate(edges)}
        streams = {key: wall_clock.rows(*pair, self._schedule, edges, periods) for key, pair in self._needed.items()}
        found: list[tuple[bytes, list[Value], list[int]]] = []
        plain = condition.returned.id if condition.returned.metric is not None else None
        before: object = None
        for parts in zip(*streams.values(), strict=True):
            if parts != before:
                before = parts
                given = dict(zip(streams, (values for _, values in parts), strict=True))
                here = place[parts[0][0]]
                starts = edges[here - periods : here]
                values = given[plain] if plain else self._evaluate(given, starts)
                latest = (judged(condition, values, given), values, starts)
            found.append(latest)
        return found

    def _evaluate(self, given: Mapping[str, list[Value]], starts: Sequence[int]) -> list[Value]:
        return self._program.evaluate(given, starts, self._condition.period, contrary=self._contrary)

    def row(self, tick: int) -> tuple[list[Value], list[int]]:
        _, values, starts = self._rows[tick]
        return values, starts

    def patterns(self) -> Iterator[bytes]:
        return (codes for codes, _, _ in self._rows)

    def trace(self) -> Iterator[Value]:
        return (values[-1] for _, values, _ in self._rows)
