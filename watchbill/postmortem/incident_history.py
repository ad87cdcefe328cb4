"""What the router kept of an incident: opened, told, acknowledged, raised, reminded, over."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from watchbill.oncall.moment import from_ms
from watchbill.postmortem.moment import Moment, Source
from workers.alert_router.notification import Action
from workers.alert_router.outbox import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.oncall.incident_table import File
    from workers.alert_router.outbox import Row

SAID = {
    Action.OPEN: "told", Action.UPDATE: "told of an update", Action.ACKNOWLEDGE: "told that somebody has it",
    Action.REMIND: "reminded", Action.RESOLVE: "told that it is over",
}  # fmt: skip
FAILED = {Status.REFUSED: "refused by the vendor", Status.PARKED: "given up", Status.PENDING: "not delivered yet"}


def incident_moments(file: File) -> Iterator[Moment]:
    """In no order."""
    incident = file.episode.incident
    name = incident.incident_id
    yield _incident(incident.opened_at, name, "opened", _first_severity(file))
    if incident.acknowledged_at:
        yield _incident(incident.acknowledged_at, name, f"acknowledged by {incident.acknowledged_by or 'somebody'}")
    if incident.dismissed_at:
        yield _incident(incident.dismissed_at, name, "closed by a person, with alarms still on")
    elif incident.closed_at:
        yield _incident(incident.closed_at, name, "over: recovered")
    if incident.untold:
        yield _incident(incident.opened_at, name, "nobody was told", incident.untold)
    yield from _raised(file)
    for row in file.rows:
        if row.status is not Status.SUPERSEDED:
            yield _told(file, row)


def _told(file: File, row: Row) -> Moment:
    told = file.episode.incident.told.get(row.receiver)
    escalated = row.action is Action.OPEN and told is not None and told.why != "route"
    why = f"escalated: {told.why}" if told and escalated else ""
    if row.fallback_of:
        why = f"in place of {row.fallback_of}"
    trouble = FAILED.get(row.status, "")
    if not trouble and row.attempts > 1:
        trouble = f"after {row.attempts} attempts"
    detail = "; ".join(filter(None, (why, trouble, row.reason if row.status in FAILED else "")))
    at = max(row.notification.at * 1_000, row.first_due)
    return Moment(at=from_ms(at), source=Source.TOLD, subject=row.receiver, what=SAID[row.action], detail=detail)


def _raised(file: File) -> Iterator[Moment]:
    """The first revision of each severity but the first."""
    rows = [row for row in file.rows if row.status is not Status.SUPERSEDED]
    changes = [next(group) for _, group in groupby(rows, key=lambda row: row.notification.severity)]
    for before, after in pairwise(changes):
        old, new = before.notification.severity, after.notification.severity
        words = f"severity {old} → {new}"
        yield _incident(after.notification.at * 1_000, file.episode.incident.incident_id, words)


def _first_severity(file: File) -> str:
    return file.rows[0].notification.severity if file.rows else file.episode.incident.severity


def _incident(at: int, name: str, what: str, detail: str = "") -> Moment:
    return Moment(at=from_ms(at), source=Source.INCIDENT, subject=name, what=what, detail=detail)
