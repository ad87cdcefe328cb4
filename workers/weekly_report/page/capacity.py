"""The chapter about capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.weekly_report.figures.capacity import Verdict
from workers.weekly_report.page import parts
from workers.weekly_report.words import day, lasting, measure, number, percent, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workers.weekly_report.figures.capacity import CapacityFigures, LimitRow

SHOWN_MAX, PRESSURES_MAX = 8, 8
SHOWN_MIN = 3
"""So many of the tightest are shown however fine all is: a report that only says fine is not believed."""
CHARTS_MAX = 3
CHART_HEIGHT = 120
COLOURS = {
    Verdict.OVER: parts.BAD,
    Verdict.SOON: parts.WARNING,
    Verdict.FINE: parts.GOOD,
    Verdict.UNKNOWN: "#6b7280",
}
NAMES = {
    Verdict.OVER: "scale now",
    Verdict.SOON: "plan for it",
    Verdict.FINE: "fine",
    Verdict.UNKNOWN: "no data",
}


def shown(figures: CapacityFigures) -> tuple[LimitRow, ...]:
    """What needs a look, and the tightest of the rest."""
    measured = [row for row in figures.limits if row.verdict is not Verdict.UNKNOWN]
    urgent = sum(row.verdict is not Verdict.FINE for row in measured)
    return tuple(measured[: min(SHOWN_MAX, max(urgent, SHOWN_MIN))])


def charted(figures: CapacityFigures) -> tuple[LimitRow, ...]:
    """Those drawn: what is over or will be."""
    return tuple(row for row in shown(figures) if row.verdict in (Verdict.OVER, Verdict.SOON))[:CHARTS_MAX]


def chapter(figures: CapacityFigures, source: Callable[[str], str]) -> Iterator[str]:
    yield parts.heading("Capacity")
    yield parts.paragraph(summary(figures))
    drawn = {id(row): name(index) for index, row in enumerate(charted(figures))}
    rows = shown(figures)
    if rows:
        yield parts.listing(_limit(row, source(drawn[id(row)]) if id(row) in drawn else "") for row in rows)
    if figures.pressures:
        heads = ("For want of capacity", "times", "before")
        yield parts.table(
            heads,
            (
                (
                    f"{parts.text(row.resource)}{parts.small(parts.text(f'{row.title}. {row.action}'))}",
                    number(row.happened.now),
                    number(row.happened.before),
                )
                for row in figures.pressures[:PRESSURES_MAX]
            ),
        )
    for memory in figures.memory:
        yield parts.paragraph(f"{memory.function} {memory_words(memory.used_mb, memory.size_mb, memory.percent)}")
    for note in figures.notes:
        yield parts.paragraph(note)


def name(index: int) -> str:
    """Of a chart, within the mail."""
    return f"capacity-{index + 1}"


def summary(figures: CapacityFigures) -> str:
    """One sentence over all limits."""
    if not figures.limits:
        return "No alarm of the spec watches a limit."
    counts = {verdict: sum(row.verdict is verdict for row in figures.limits) for verdict in Verdict}
    words = f"{plural(len(figures.limits), 'limit')} watched: {counts[Verdict.OVER]} above the alarm's threshold"
    words += f" this week, {counts[Verdict.SOON]} heading there, {counts[Verdict.FINE]} fine"
    return words + (f", {counts[Verdict.UNKNOWN]} without any data." if counts[Verdict.UNKNOWN] else ".")


def outlook(row: LimitRow) -> str:
    """Peak against threshold, and when."""
    peak, before = measure(row.peak, row.unit), measure(row.before, row.unit)
    words = f"peak {peak}, {before} the week before; alarm at {measure(row.threshold, row.unit)}"
    if row.hours:
        words += f"; above it for {lasting(row.hours * 3600)}"
    if row.verdict is Verdict.SOON and row.reaches:
        words += f"; at this pace there by {day(row.reaches)}"
        words += f", and full by {day(row.full)}" if row.full else ""
    return words


def memory_words(used: float, size: int, share: float) -> str:
    return f"used up to {number(used)} of its {number(size)} MB ({percent(round(share))}): raise memory_size_mb."


def _limit(row: LimitRow, source: str) -> str:
    colour = COLOURS[row.verdict]
    head = f"<b>{parts.text(row.resource)}</b> &nbsp;{parts.badge(NAMES[row.verdict], colour)}"
    told = f"{row.title}: {outlook(row)}."
    if row.verdict is not Verdict.FINE:
        told += f" {row.action}"
    chart = ""
    if source:
        alt = f"Daily peaks of four weeks for {row.resource}, with the threshold and the trend"
        chart = parts.image(source, alt, CHART_HEIGHT)
    bar = parts.gauge(row.share, 100 * row.threshold / row.limit, colour)
    return head + bar + parts.small(parts.text(told)) + chart
