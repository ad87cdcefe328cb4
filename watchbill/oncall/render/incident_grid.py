"""The open incidents of `watchbill status`: how bad, how old, who has it, who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from watchbill.findings.full import printable
from watchbill.oncall.moment import age, from_ms
from watchbill.oncall.render.grid import Grid
from watchbill.oncall.render.receivers import receivers

if TYPE_CHECKING:
    from datetime import datetime

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.standing import Standing
    from workers.alert_router.incident import Incident


def incident_grid(standing: Standing, pen: Pen) -> Grid:
    """A line each, the worst first, its id below."""
    grid = Grid(("", "incident", "open", "acknowledged", "told"), right=frozenset({2}))
    at = standing.picture.at
    for incident in standing.incidents:
        grid.row(
            Text(incident.severity, "bold red" if incident.severity in ("P1", "P2") else "yellow"),
            Text(pen(f"{incident.symptom}: {_members(incident)}"), "bold"),
            Text(age(from_ms(incident.opened_at), at)),
            _acknowledged(incident, at, pen),
            receivers(incident.told, incident.untold, pen),
        )
        grid.note(Text(incident.incident_id, "dim"))
    return grid


def _acknowledged(incident: Incident, at: datetime, pen: Pen) -> Text:
    if not incident.acknowledged_at:
        return Text("by nobody yet", "bold yellow")
    by = printable(incident.acknowledged_by) or "somebody"
    return Text(pen(f"by {by}, {age(from_ms(incident.acknowledged_at), at)} ago"), "green")


def _members(incident: Incident) -> str:
    """`loadScoresToDynamoDB and 2 more`: those still open, else all."""
    entries = [entry.resource for entry in incident.entries.values() if entry.open]
    names = list(dict.fromkeys(entries)) or [entry.resource for entry in incident.entries.values()]
    rest = max(incident.count, len(names)) - 1
    return (names[0] if names else "?") + (f" and {rest} more" if rest > 0 else "")
