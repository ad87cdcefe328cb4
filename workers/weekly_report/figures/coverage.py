"""Which functions are watched by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workers.weekly_report.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One function."""

    function: str
    critical: bool
    alarms: int
    canary: bool
    runbooks: int

    @property
    def gap(self) -> bool:
        return not (self.alarms and self.canary and self.runbooks)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFigures:
    """Functions with something missing first, critical ones before others."""

    rows: tuple[CoverageRow, ...]
    with_alarms: int
    with_canary: int
    with_runbook: int


def reckon(facts: Facts) -> CoverageFigures:
    """By the spec alone."""
    rows = [
        CoverageRow(
            function=function.key,
            critical=function.critical,
            alarms=function.alarms,
            canary=bool(function.canary),
            runbooks=function.runbooks,
        )
        for function in facts.functions
    ]
    return CoverageFigures(
        rows=tuple(sorted(rows, key=lambda row: (not row.gap, not row.critical, row.function))),
        with_alarms=sum(row.alarms > 0 for row in rows),
        with_canary=sum(row.canary for row in rows),
        with_runbook=sum(row.runbooks > 0 for row in rows),
    )
