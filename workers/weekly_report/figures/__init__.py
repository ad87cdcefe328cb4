"""What was gathered → the numbers of a report. Pure: the same input gives the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.weekly_report.figures import advice, alarms, canaries, capacity, coverage, incidents, objectives

if TYPE_CHECKING:
    from workers.weekly_report.facts import CostFacts, Facts
    from workers.weekly_report.figures.alarms import AlarmFigures
    from workers.weekly_report.figures.canaries import CanaryFigures
    from workers.weekly_report.figures.capacity import CapacityFigures
    from workers.weekly_report.figures.coverage import CoverageFigures
    from workers.weekly_report.figures.incidents import IncidentFigures
    from workers.weekly_report.figures.objectives import ObjectiveFigures
    from workers.weekly_report.gathered import Gathered
    from workers.weekly_report.week import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One report. `advice` is what to do about it, the most urgent first; `missing` what could not be read."""

    service: str
    environment: str
    region: str
    week: Week
    alarms: AlarmFigures
    incidents: IncidentFigures
    canaries: CanaryFigures
    objectives: tuple[ObjectiveFigures, ...]
    capacity: CapacityFigures
    coverage: CoverageFigures
    cost: CostFacts
    advice: tuple[str, ...]
    missing: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def reckon(facts: Facts, gathered: Gathered, week: Week) -> Figures:
    """All chapters of the week."""
    made = Figures(
        service=facts.service,
        environment=facts.environment,
        region=facts.region,
        week=week,
        alarms=alarms.reckon(facts, gathered, week),
        incidents=incidents.reckon(facts, gathered, week),
        canaries=canaries.reckon(facts, gathered, week),
        objectives=objectives.reckon(facts, gathered),
        capacity=capacity.reckon(facts, gathered, week),
        coverage=coverage.reckon(facts),
        cost=facts.cost,
        advice=(),
        missing=gathered.missing,
        links=facts.links,
    )
    return advice.advised(made)
