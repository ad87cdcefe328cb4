"""Figures → plain text, for whoever reads mail without HTML: the same words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.weekly_report.figures.capacity import Verdict
from workers.weekly_report.page import incident_words, tiles
from workers.weekly_report.page.capacity import NAMES, memory_words, outlook, shown, summary
from workers.weekly_report.words import lasting, number, percent, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.weekly_report.figures import Figures


def text(figures: Figures) -> str:
    """The whole report."""
    return "\n".join(line.rstrip() for part in _parts(figures) for line in ("", *part)).lstrip() + "\n"


def _parts(figures: Figures) -> Iterator[list[str]]:
    title = f"Week of {figures.week.title}"
    yield [f"{figures.service} · {figures.environment} · {figures.region}", title, "=" * len(title)]
    yield [f"{name:<20} {value} ({note})" for name, value, note in tiles(figures)]
    advice = [f"{index}. {words}" for index, words in enumerate(figures.advice, start=1)]
    yield ["To do", *(advice or ["Nothing stands out."])]
    yield list(_alarms(figures))
    yield list(_incidents(figures))
    yield list(_canaries(figures))
    if figures.objectives:
        yield list(_objectives(figures))
    yield list(_capacity(figures))
    yield list(_coverage(figures))
    yield [*(f"Not read: {words}" for words in figures.missing), *(f"{kind}: {url}" for kind, url in figures.links)]


def _alarms(figures: Figures) -> Iterator[str]:
    alarms = figures.alarms
    yield "Alarms"
    yield "  " + ", ".join(
        f"{when:%a} {now} ({before})"
        for when, now, before in zip(figures.week.days, alarms.by_day, alarms.by_day_before, strict=True)
    )
    yield "  " + ", ".join(f"{number(count.now)} {name}" for name, count in alarms.by_priority.items())
    for each in alarms.noisy:
        yield f"- {each.title} on {each.resource}: {plural(each.fired.now, 'time')}, {lasting(each.seconds)} in alarm"
        yield f"  {each.suggestion} ({each.tune})"


def _incidents(figures: Figures) -> Iterator[str]:
    incidents = figures.incidents
    yield "Incidents"
    yield f"  {incident_words(incidents)}"
    counts = (f"{name} {number(c.now)} ({number(c.before)})" for name, c in incidents.by_severity.items())
    yield "  " + ", ".join(counts)
    for each in incidents.listed:
        taken = f"taken after {lasting(each.answered)}" if each.answered is not None else "taken by nobody"
        lasted = f"lasted {lasting(each.seconds)}" if each.seconds is not None else "still open"
        yield f"- {each.severity} {each.title}: {', '.join(each.resources[:3])}; {taken}; {lasted}"


def _canaries(figures: Figures) -> Iterator[str]:
    canaries = figures.canaries
    yield "Canaries"
    if not canaries.rows:
        yield "  No function has a canary."
        return
    yield f"  {percent(canaries.percent)} of {plural(canaries.runs.now, 'run')} passed ({percent(canaries.before)})"
    for row in canaries.rows:
        if row.percent is None or row.percent < 100:
            passed = f"{percent(row.percent)} of {plural(row.runs, 'run')}" if row.runs else "never ran"
            yield f"- {row.function}: {passed}"


def _objectives(figures: Figures) -> Iterator[str]:
    yield "Objectives, over four weeks"
    for each in figures.objectives:
        left = "–" if each.budget_left is None else percent(round(each.budget_left))
        yield f"- {each.name}: {percent(each.achieved)} of {percent(each.target)}, {left} of the error budget left"


def _capacity(figures: Figures) -> Iterator[str]:
    capacity = figures.capacity
    yield "Capacity"
    yield f"  {summary(capacity)}"
    for row in shown(capacity):
        yield f"- {row.resource} [{NAMES[row.verdict]}]: {row.title}: {outlook(row)}"
        if row.verdict is not Verdict.FINE:
            yield f"  {row.action}"
    for pressure in capacity.pressures:
        happened = f"{plural(pressure.happened.now, 'time')} ({number(pressure.happened.before)} before)"
        yield f"- {pressure.resource}: {pressure.title}, {happened}. {pressure.action}"
    for memory in capacity.memory:
        yield f"- {memory.function} {memory_words(memory.used_mb, memory.size_mb, memory.percent)}"
    yield from (f"  {note}" for note in capacity.notes)


def _coverage(figures: Figures) -> Iterator[str]:
    coverage, cost = figures.coverage, figures.cost
    yield "Coverage and cost"
    yield (
        f"  Of {plural(len(coverage.rows), 'function')}, {coverage.with_alarms} have alarms, "
        f"{coverage.with_canary} a canary, {coverage.with_runbook} runbooks."
    )
    yield f"  The monitors cost {cost.currency} {cost.total:,.2f} a month at list prices of {cost.as_of}."
