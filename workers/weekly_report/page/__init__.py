"""Figures → HTML: one column that fits a phone. Pictures come by name through `source`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.alert_router.channels.email.html import SEVERITY_COLOURS, frame
from workers.weekly_report.page import capacity, parts
from workers.weekly_report.words import (
    change,
    lasting,
    number,
    percent,
    plural,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workers.weekly_report.figures import Figures
    from workers.weekly_report.figures.alarms import Noisy
    from workers.weekly_report.figures.incidents import IncidentFigures, Listed

ALARMS_CHART = "alarms"
ALARMS_HEIGHT = 110
CANARIES_MAX, COVERAGE_MAX, OBJECTIVES_MAX = 6, 8, 8
CANARY_GOOD, CANARY_FAIR = 99.9, 99.0
BUDGET_FAIR = 25


def page(figures: Figures, source: Callable[[str], str]) -> str:
    """The whole document. `source` maps a picture's name to what an <img> shows: a cid, or a data URI."""
    title = f"{figures.service} {figures.environment}: week of {figures.week.title}"
    lead = figures.advice[0] if figures.advice else "Nothing to do."
    return frame(parts.text(title), parts.text(lead), parts.PLAIN, _parts(figures, source))


def _parts(figures: Figures, source: Callable[[str], str]) -> Iterator[str]:
    yield "".join(_head(figures))
    yield "".join(_alarms(figures, source))
    yield "".join(_incidents(figures.incidents))
    yield "".join(_canaries(figures))
    yield "".join(_objectives(figures))
    yield "".join(capacity.chapter(figures.capacity, source))
    yield "".join(_coverage(figures))
    yield "".join(_foot(figures))


def _head(figures: Figures) -> Iterator[str]:
    yield (
        '<p class="soft" style="margin:20px 0 2px;font-size:14px;color:#6b7280">'
        f"{parts.text(figures.service)} · {parts.text(figures.environment)} · {parts.text(figures.region)}</p>"
        '<h1 class="ink" style="margin:0 0 14px;font-size:22px;line-height:1.3;color:#111827">Week of '
        f"{parts.text(figures.week.title)}</h1>"
    )
    yield parts.tiles(tiles(figures))
    yield parts.heading("To do")
    if figures.advice:
        yield parts.listing(f"{index}. {parts.text(words)}" for index, words in enumerate(figures.advice, start=1))
    else:
        yield parts.paragraph("Nothing stands out. Enjoy the week.")


def tiles(figures: Figures) -> tuple[tuple[str, str, str], ...]:
    """The four numbers on top: (name, value, beside what)."""
    incidents = figures.incidents
    opened = plural(incidents.opened.now, "incident")
    taken = f"{incidents.to_acknowledge.of} of {opened}" if incidents.opened.now else opened
    return (
        ("Alarms fired", number(figures.alarms.fired.now), change(figures.alarms.fired)),
        ("Incidents", number(incidents.opened.now), change(incidents.opened)),
        ("Time to acknowledge", lasting(incidents.to_acknowledge.now), _beside(incidents.to_acknowledge.before, taken)),
        (
            "Time to resolve",
            lasting(incidents.to_resolve.now),
            _beside(incidents.to_resolve.before, plural(incidents.to_resolve.of, "incident")),
        ),
    )


def _beside(before: float | None, of: str) -> str:
    return f"mean of {of}" + (f"; {lasting(before)} before" if before is not None else "")


def _alarms(figures: Figures, source: Callable[[str], str]) -> Iterator[str]:
    alarms = figures.alarms
    yield parts.heading("Alarms")
    by_priority = ", ".join(f"{number(count.now)} {name}" for name, count in alarms.by_priority.items())
    on_now = f" {plural(alarms.on_now, 'alarm is', 'alarms are')} on right now." if alarms.on_now else ""
    yield parts.paragraph(f"By priority: {by_priority}; {plural(alarms.watching, 'alarm')} on watch.{on_now}")
    alt = "Alarms fired by day: " + ", ".join(
        f"{when:%a} {now} ({before} before)"
        for when, now, before in zip(figures.week.days, alarms.by_day, alarms.by_day_before, strict=True)
    )
    yield parts.small("Blue, and the first number: this week. Grey, and the second: the week before.")
    yield parts.image(source(ALARMS_CHART), alt, ALARMS_HEIGHT)
    yield _days(figures)
    if alarms.noisy:
        yield parts.table(("Noisiest", "fired (before)", "in alarm"), (_noisy(each) for each in alarms.noisy))


def _days(figures: Figures) -> str:
    cells = "".join(
        f'<td width="14%" align="center" class="soft" style="padding:4px 0 10px;font-size:12px;color:#6b7280">'
        f'{when:%a}<br><b class="ink" style="color:#111827">{now}</b> / {before}</td>'
        for when, now, before in zip(
            figures.week.days, figures.alarms.by_day, figures.alarms.by_day_before, strict=True
        )
    )
    return f"{parts.TABLE}><tr>{cells}</tr></table>"


def _noisy(each: Noisy) -> tuple[str, str, str]:
    tune = f' <span style="font-family:Menlo,Consolas,monospace;font-size:12px">{parts.text(each.tune)}</span>'
    about = f"{parts.link(each.title, each.runbook)} on <b>{parts.text(each.resource)}</b>"
    advice = parts.small(parts.text(each.suggestion) + tune)
    return about + advice, f"{number(each.fired.now)} ({number(each.fired.before)})", lasting(each.seconds)


def _incidents(incidents: IncidentFigures) -> Iterator[str]:
    yield parts.heading("Incidents")
    yield parts.paragraph(incident_words(incidents))
    yield parts.counters(
        [
            (parts.badge(name, SEVERITY_COLOURS[name]), f"{number(count.now)} ({number(count.before)})")
            for name, count in incidents.by_severity.items()
        ]
    )
    if incidents.listed:
        yield parts.table(("Worst", "taken after", "lasted"), (_listed(each) for each in incidents.listed))


def incident_words(incidents: IncidentFigures) -> str:
    """What the table of severities does not say."""
    words = f"{plural(incidents.opened.now, 'incident')} opened, {number(incidents.acknowledged)} acknowledged"
    words += f"; {number(incidents.carried_in)} came from the week before" if incidents.carried_in else ""
    return words + f"; {number(incidents.open_now)} open at the end."


def _listed(each: Listed) -> tuple[str, str, str]:
    more = f" and {len(each.resources) - 1} more" if len(each.resources) > 1 else ""
    where = parts.text(f"{each.resources[0]}{more}" if each.resources else "")
    head = f"{parts.badge(each.severity, SEVERITY_COLOURS.get(each.severity, parts.PLAIN))} {parts.text(each.title)}"
    lasted = lasting(each.seconds) if each.seconds is not None else "still open"
    return head + parts.small(where), "nobody" if each.answered is None else lasting(each.answered), lasted


def _canaries(figures: Figures) -> Iterator[str]:
    canaries = figures.canaries
    yield parts.heading("Canaries")
    if not canaries.rows:
        yield parts.paragraph("No function has a canary.")
        return
    yield parts.paragraph(
        f"{percent(canaries.percent)} of {plural(canaries.runs.now, 'run')} passed; "
        f"{percent(canaries.before)} the week before."
    )
    shown = [row for row in canaries.rows if row.percent is None or row.percent < 100][:CANARIES_MAX]
    if shown:
        heads = ("Not all passed", "passed", "before", "runs")
        rows = (
            (parts.text(row.function), _passed(row.percent), percent(row.before), number(row.runs)) for row in shown
        )
        yield parts.table(heads, rows)


def _passed(value: float | None) -> str:
    if value is None:
        return parts.badge("never ran", parts.BAD)
    colour = parts.GOOD if value >= CANARY_GOOD else parts.WARNING if value >= CANARY_FAIR else parts.BAD
    return parts.badge(percent(value), colour)


def _objectives(figures: Figures) -> Iterator[str]:
    if not figures.objectives:
        return
    yield parts.heading("Objectives")
    yield parts.paragraph("Invocations without error over four weeks, and what is left of the errors they allow.")
    yield parts.table(
        ("", "objective", "achieved", "budget left"),
        (
            (parts.text(each.name), percent(each.target), percent(each.achieved), _budget(each.budget_left))
            for each in figures.objectives[:OBJECTIVES_MAX]
        ),
    )


def _budget(left: float | None) -> str:
    if left is None:
        return "–"
    colour = parts.GOOD if left >= BUDGET_FAIR else parts.WARNING if left > 0 else parts.BAD
    return parts.badge(percent(round(left)), colour)


def _coverage(figures: Figures) -> Iterator[str]:
    coverage, cost = figures.coverage, figures.cost
    total = len(coverage.rows)
    yield parts.heading("Coverage and cost")
    yield parts.paragraph(
        f"Of {plural(total, 'function')}, {coverage.with_alarms} have alarms, {coverage.with_canary} a canary, "
        f"{coverage.with_runbook} a runbook for each alarm."
    )
    gaps = [row for row in coverage.rows if row.gap]
    if gaps:
        yield parts.table(
            ("Not all of it", "alarms", "canary", "runbooks"),
            (
                (
                    parts.text(row.function) + (" (critical)" if row.critical else ""),
                    number(row.alarms),
                    "yes" if row.canary else "no",
                    number(row.runbooks),
                )
                for row in gaps[:COVERAGE_MAX]
            ),
        )
    items = ", ".join(f"{plural(count, item)} {price:,.2f}" for item, count, price in cost.items)
    yield parts.paragraph(
        f"The monitors cost {cost.currency} {cost.total:,.2f} a month at list prices of {cost.as_of}: {items}."
    )


def _foot(figures: Figures) -> Iterator[str]:
    for words in figures.missing:
        yield parts.small(parts.badge("not read", parts.WARNING) + " " + parts.text(words))
    links = " · ".join(parts.link(kind, url) for kind, url in figures.links)
    yield (
        '<p class="soft" style="margin:18px 0 20px;font-size:12px;line-height:1.6;color:#6b7280">'
        f"{links}<br>Days are those of {parts.text(figures.week.zone)}. An incident counts in the week in which it "
        "opened; time to resolve is of those that closed. Sent by Watchbill; answers to this address are not read.</p>"
    )
