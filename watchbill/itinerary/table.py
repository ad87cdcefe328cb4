"""All alarms of a plan by rule: who is told of what, at once and later."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from watchbill.itinerary.rehearsal import speaks
from watchbill.itinerary.wording import later, minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchbill.itinerary.rehearsal import Rehearsal, Rehearsals

STYLES = {"high": "red", "medium": "yellow", "low": "blue"}
Row = tuple[str, str, str, str, str]


def table(rehearsals: Rehearsals, played: Sequence[Rehearsal]) -> Table:
    """A row for alarms of one rule that are told alike; the worst rules first."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, wrap in (("Rule", False), ("Alarms", False), ("Sev.", False), ("Priority", False), ("At once", True)):
        made.add_column(name, no_wrap=not wrap, justify="right" if name == "Alarms" else "left")
    made.add_column("Unless acknowledged")
    rows: dict[Row, int] = defaultdict(int)
    for one in played:
        if speaks(one.alarm):
            rows[_row(rehearsals, one)] += 1
    for (severity, priority, rule, first, then), count in sorted(rows.items()):
        style = STYLES.get(priority, "dim")
        made.add_row(rule, str(count), severity, f"[{style}]{priority}[/]", first, then)
    return made


def _row(rehearsals: Rehearsals, one: Rehearsal) -> Row:
    alarm = one.alarm
    return (alarm.severity.value, alarm.priority.value, alarm.rule, _first(one), _then(rehearsals, one))


def _first(one: Rehearsal) -> str:
    if one.silence:
        return f"[dim]{one.silence}, until {later(one.silent_until, one.at)}[/]"
    waiting = [f"{word.receiver} at {later(word.at, one.at)}" if word.deferred else word.receiver for word in one.first]
    return ", ".join(waiting) or "[bold red]nobody[/]"


def _then(rehearsals: Rehearsals, one: Rehearsal) -> str:
    added = [word for word in one.words if word.action == "open" and word.why != "route"]
    parts = [f"{word.receiver} after {minutes(word.at - one.at)}" for word in added]
    step = next((each for each in rehearsals.routes.reminders if each.match.fits(one.subject)), None)
    if step and any(word.action == "remind" for word in one.words):
        parts.append(f"again every {minutes(step.after)}")
    return ", ".join(parts)
