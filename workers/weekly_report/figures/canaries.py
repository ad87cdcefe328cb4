"""How many runs of each canary passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.weekly_report.figures.count import Count

if TYPE_CHECKING:
    from workers.weekly_report.facts import Facts
    from workers.weekly_report.gathered import Gathered, Points
    from workers.weekly_report.week import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryRow:
    """`percent` of the runs passed, None where it did not run; the week before alike."""

    function: str
    percent: float | None
    before: float | None
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryFigures:
    """The worst first. `percent` over all runs of the service."""

    rows: tuple[CanaryRow, ...]
    percent: float | None
    before: float | None
    runs: Count


def reckon(facts: Facts, gathered: Gathered, week: Week) -> CanaryFigures:
    """SuccessPercent is 100 or 0 a run, so the sum by the count of runs is the share that passed."""
    rows = []
    sums = {"now": [0.0, 0.0], "before": [0.0, 0.0]}
    for function in facts.functions:
        if not function.canary:
            continue
        shares = {}
        for name, period in (("now", week), ("before", week.before)):
            passed = within(gathered.passed.get(function.canary, ()), period)
            runs = within(gathered.runs.get(function.canary, ()), period)
            sums[name][0] += passed
            sums[name][1] += runs
            shares[name] = share(passed, runs)
        runs = within(gathered.runs.get(function.canary, ()), week)
        rows.append(CanaryRow(function=function.key, percent=shares["now"], before=shares["before"], runs=round(runs)))
    return CanaryFigures(
        rows=tuple(sorted(rows, key=lambda row: (-1.0 if row.percent is None else row.percent, row.function))),
        percent=share(*sums["now"]),
        before=share(*sums["before"]),
        runs=Count(now=round(sums["now"][1]), before=round(sums["before"][1])),
    )


def within(points: Points, week: Week) -> float:
    """The sum of the points in a week; a gap adds nothing."""
    return sum(value for moment, value in points if week.holds(moment))


def share(part: float, whole: float) -> float | None:
    """Sum by count; None where nothing was counted."""
    return part / whole if whole else None
