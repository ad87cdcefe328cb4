"""What to do about a week: at most a handful of sentences, the most urgent first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from workers.weekly_report.figures.capacity import Verdict
from workers.weekly_report.words import day, lasting, measure, percent, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.weekly_report.figures import Figures

ADVICE_MAX, EACH_MAX = 6, 2
EXHAUSTED = 25.0
"""Percent of an error budget: with less, the next bad day breaks the objective."""
CANARY_PERCENT = 99.0
UNCALLED = ("P1", "P2")


def advised(figures: Figures) -> Figures:
    return replace(figures, advice=tuple(_all(figures))[:ADVICE_MAX])


def _all(figures: Figures) -> Iterator[str]:
    """A little of each, so that one chapter's many do not hide another's few."""
    chapters = (
        _objectives(figures),
        _limits(figures, Verdict.OVER),
        _pressures(figures),
        _canaries(figures),
        _incidents(figures),
        _limits(figures, Verdict.SOON),
        _noise(figures),
        _gaps(figures),
    )
    for chapter in chapters:
        yield from islice(chapter, EACH_MAX)


def _objectives(figures: Figures) -> Iterator[str]:
    for each in figures.objectives:
        if each.budget_left is not None and each.budget_left < EXHAUSTED:
            left = "is used up" if each.budget_left <= 0 else f"is down to {percent(round(each.budget_left, 1))}"
            yield f"{each.name}: the error budget of {percent(each.target)} {left}. Reliability before features."


def _limits(figures: Figures, verdict: Verdict) -> Iterator[str]:
    for row in figures.capacity.limits:
        if row.verdict is verdict:
            peak, limit = measure(row.peak, row.unit), measure(row.threshold, row.unit)
            when = "" if verdict is Verdict.OVER or row.reaches is None else f", {limit} by {day(row.reaches)}"
            state = f" ({lasting(row.hours * 3600)} above {limit})" if verdict is Verdict.OVER else ""
            yield f"{row.resource}: {row.title.lower()}, {peak} at its peak{state}{when}. {row.action}"


def _pressures(figures: Figures) -> Iterator[str]:
    for row in figures.capacity.pressures:
        if row.happened.now:
            yield f"{row.resource}: {row.title.lower()}, {plural(row.happened.now, 'time')}. {row.action}"


def _canaries(figures: Figures) -> Iterator[str]:
    for row in figures.canaries.rows:
        if row.percent is None:
            yield f"{row.function}: its canary did not run all week. See that its schedule is on."
        elif row.percent < CANARY_PERCENT:
            passed = percent(round(row.percent, 2))
            yield f"{row.function}: only {passed} of its canary's runs passed. Look at its failed steps."


def _incidents(figures: Figures) -> Iterator[str]:
    for each in figures.incidents.listed:
        if each.severity in UNCALLED and each.answered is None:
            ended = f"ended after {lasting(each.seconds)}" if each.seconds is not None else "is still open"
            yield f"{each.severity} {each.title.lower()} was acknowledged by nobody and {ended}. Check who was on call."


def _noise(figures: Figures) -> Iterator[str]:
    for each in figures.alarms.noisy[:1]:
        yield f"{each.resource}: {each.title.lower()} fired {plural(each.fired.now, 'time')}. {each.suggestion}"


def _gaps(figures: Figures) -> Iterator[str]:
    bare = [row.function for row in figures.coverage.rows if row.critical and not row.canary]
    if bare:
        yield f"{', '.join(bare[:3])}{' and others' if len(bare) > 3 else ''}: critical, but no canary invokes them."
