"""What is filling up: the levels that capacity alarms watch, held to the alarms' own thresholds, and what to scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workers.weekly_report.figures.canaries import within
from workers.weekly_report.figures.count import Count
from workers.weekly_report.figures.trend import trend

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from workers.weekly_report.facts import Facts, FunctionFacts, LimitFacts, PressureFacts
    from workers.weekly_report.gathered import Gathered
    from workers.weekly_report.week import Week

SOON_DAYS = 60
"""Time enough to ask AWS for a quota, or to change a spec without hurry."""
MEMORY_PERCENT = 90
"""Of a function's memory: the next larger input may not fit."""


class Verdict(StrEnum):
    """How things stand, worst first."""

    OVER = "over"
    SOON = "soon"
    FINE = "fine"
    UNKNOWN = "no data"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """`peak` of the week and of the one before, in `unit`; `hours` above the threshold; when the trend `reaches` it."""

    resource: str
    title: str
    unit: str
    peak: float | None
    before: float | None
    threshold: float
    limit: float
    hours: float
    verdict: Verdict
    reaches: date | None
    full: date | None
    action: str
    tune: str
    peaks: Mapping[date, float] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The peak in percent of the limit, for the bar."""
        return 100 * (self.peak or 0) / self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureRow:
    """What happened for want of capacity, and what to do about it."""

    resource: str
    title: str
    happened: Count
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRow:
    """The most that a function used, of what it has."""

    function: str
    used_mb: float
    size_mb: int

    @property
    def percent(self) -> float:
        return 100 * self.used_mb / self.size_mb


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityFigures:
    """The tightest first. `memory` holds functions near their size; `measured` how many could be read."""

    limits: tuple[LimitRow, ...]
    pressures: tuple[PressureRow, ...]
    memory: tuple[MemoryRow, ...]
    measured: int
    notes: tuple[str, ...]


def reckon(facts: Facts, gathered: Gathered, week: Week) -> CapacityFigures:
    """Every limit that an alarm watches."""
    rows = [_row(facts, limit, gathered, week) for limit in facts.limits]
    order = list(Verdict)
    pressures = [_pressure(facts, each, gathered, week) for each in facts.pressures]
    memory = [_memory(function, gathered) for function in facts.functions if function.key in gathered.memory]
    return CapacityFigures(
        limits=tuple(sorted(rows, key=lambda row: (order.index(row.verdict), -row.share, row.resource, row.title))),
        pressures=tuple(
            sorted(
                (row for row in pressures if row.happened.now or row.happened.before),
                key=lambda row: (-row.happened.now, -row.happened.before, row.resource),
            )
        ),
        memory=tuple(sorted((row for row in memory if row.percent >= MEMORY_PERCENT), key=lambda row: -row.percent)),
        measured=sum(row.peak is not None for row in rows),
        notes=facts.notes,
    )


def _row(facts: Facts, limit: LimitFacts, gathered: Gathered, week: Week) -> LimitRow:
    level = gathered.levels.get(limit.id)
    peaks = level.peaks if level else {}
    here = [peaks[day] for day in week.days if day in peaks]
    before = [peaks[day] for day in week.before.days if day in peaks]
    line = trend(peaks)
    reaches = line.reaches(limit.threshold) if line else None
    peak = max(here) if here else None
    verdict = Verdict.FINE
    if peak is None:
        verdict = Verdict.UNKNOWN
    elif peak > limit.threshold:
        verdict = Verdict.OVER
    elif reaches and (reaches - week.last).days <= SOON_DAYS:
        verdict = Verdict.SOON
    return LimitRow(
        resource=limit.resource,
        title=facts.rules[limit.rule].title,
        unit=limit.unit,
        peak=peak,
        before=max(before) if before else None,
        threshold=limit.threshold,
        limit=limit.limit,
        hours=sum(level.above.get(day, 0) for day in week.days) / 3600 if level else 0,
        verdict=verdict,
        reaches=reaches,
        full=line.reaches(limit.limit) if line else None,
        action=limit.action,
        tune=limit.tune,
        peaks=peaks,
    )


def _pressure(facts: Facts, pressure: PressureFacts, gathered: Gathered, week: Week) -> PressureRow:
    points = gathered.pressure.get(pressure.id, ())
    return PressureRow(
        resource=pressure.resource,
        title=facts.rules[pressure.rule].title,
        happened=Count(now=within(points, week), before=within(points, week.before)),
        action=pressure.action,
    )


def _memory(function: FunctionFacts, gathered: Gathered) -> MemoryRow:
    return MemoryRow(function=function.key, used_mb=gathered.memory[function.key], size_mb=function.memory_size_mb)
