"""What changed between two looks, in lines: for `status --watch` where no screen can be redrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from watchbill.oncall.render import measure
from watchbill.oncall.render.sign import MOODS
from watchbill.oncall.standing import Mood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.standing import Row, Standing


def change_lines(before: Standing | None, after: Standing, pen: Pen) -> Iterator[Text]:
    """Alarms whose mood changed, incidents that opened, were taken or ended. Without `before`: what is not well."""
    moods = {row.alarm.name: row.mood for row in before.rows} if before else {}
    for row in after.rows:
        if row.mood is not moods.get(row.alarm.name, Mood.OK):
            yield _line(after, pen, MOODS[row.mood], f"{row.mood.value:<10} {row.subject}{_measured(row)}")
    yield from _incidents(before, after, pen)
    trouble = after.picture.alarms.trouble
    if trouble and trouble != (before.picture.alarms.trouble if before else ""):
        yield _line(after, pen, ("✗", "bold red"), f"alarms could not be read: {trouble}")


def _incidents(before: Standing | None, after: Standing, pen: Pen) -> Iterator[Text]:
    known = {incident.incident_id: incident for incident in before.incidents} if before else {}
    present = {incident.incident_id: incident for incident in after.incidents}
    for name, incident in present.items():
        words = f"{incident.severity} {incident.symptom} ({name})"
        old = known.get(name)
        if old is None:
            yield _line(
                after, pen, ("▲", "bold red"), f"incident   {words}: told {', '.join(incident.told) or 'nobody'}"
            )
        if incident.acknowledged_at and not (old and old.acknowledged_at):
            yield _line(
                after, pen, ("✓", "green"), f"incident   {words}: {incident.acknowledged_by or 'somebody'} has it"
            )
    for name, incident in known.items():
        if name not in present and after.picture.incidents.value is not None:
            yield _line(after, pen, ("✓", "green"), f"incident   {incident.severity} {incident.symptom} ({name}): over")


def _measured(row: Row) -> str:
    value = measure.value(row)
    return "" if row.mood is not Mood.FIRING or value == measure.UNKNOWN else f" ({value}, {measure.threshold(row)})"


def _line(standing: Standing, pen: Pen, sign: tuple[str, str], words: str) -> Text:
    stamp = f"{standing.picture.at:%H:%M:%S}  "
    return Text.assemble((stamp, "dim"), (pen(f"{sign[0]} "), sign[1]), pen(words))
