"""`watchbill status --json`: the same, whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from watchbill.oncall.moment import from_ms
from watchbill.oncall.render.mute_text import mute_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from watchbill.oncall.pulse import Pulse
    from watchbill.oncall.standing import Row, Standing
    from workers.alert_router.incident import Incident

FORMAT_VERSION = "1"


def status_document(standing: Standing, stacks: frozenset[str]) -> dict[str, Any]:
    """Times in ISO 8601, UTC. What could not be read is under `unread` with its reason, and null in its place."""
    picture, service = standing.picture, standing.plan.service
    pulses = picture.pulses.value
    parts = {name: getattr(picture, name).trouble for name in ("alarms", "incidents", "mutes", "pulses", "stacks")}
    return {
        "format_version": FORMAT_VERSION,
        "service": service.name,
        "environment": service.environment,
        "at": picture.at.isoformat(),
        "healthy": standing.healthy,
        "alarms": None if picture.alarms.value is None else [_row(row) for row in standing.rows],
        "incidents": None if picture.incidents.value is None else [incident_data(one) for one in standing.incidents],
        "mutes": None if picture.mutes.value is None else [mute_data(mute, picture.at) for mute in picture.mutes.value],
        "canaries": pulses and {key: _pulse(pulse) for key, pulse in sorted(pulses.canaries.items())},
        "router_heartbeat": pulses and _pulse(pulses.heartbeat),
        "stacks": picture.stacks.value
        and [{**asdict(stack), "changed": stack.changed.isoformat()} for stack in picture.stacks.value],
        "stacks_missing": sorted(stacks - {stack.name for stack in picture.stacks.value or ()}),
        "alarms_missing": list(standing.missing),
        "alarms_not_in_the_spec": list(standing.strange),
        "alarms_with_actions_off": list(standing.disabled),
        "unread": {name: trouble for name, trouble in parts.items() if trouble},
    }


def incident_data(incident: Incident) -> Mapping[str, Any]:
    """One incident, without its list's details."""
    return {
        "id": incident.incident_id,
        "rule": incident.rule,
        "severity": incident.severity,
        "priority": incident.priority,
        "owner": incident.owner,
        "resources": sorted({entry.resource for entry in incident.entries.values()}),
        "open_alarms": incident.count,
        "opened_at": _time(incident.opened_at),
        "closed_at": _time(incident.closed_at),
        "acknowledged_at": _time(incident.acknowledged_at),
        "acknowledged_by": incident.acknowledged_by or None,
        "told": {name: {"at": _time(told.at), "why": told.why} for name, told in incident.told.items()},
        "untold": incident.untold or None,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.alarm.name,
        "rule": row.alarm.rule,
        "resource": row.alarm.resource,
        "severity": str(row.alarm.severity),
        "state": row.now.state,
        "standing": row.mood.value,
        "since": row.now.since.isoformat(),
        "value": row.now.value,
        "reason": row.now.reason,
        "told": list(row.told),
        "route": list(row.route),
        "muted_until": _iso(row.muted_until),
        "runbook": row.alarm.links.runbook or None,
    }


def _pulse(pulse: Pulse | None) -> dict[str, Any] | None:
    return pulse and {"at": pulse.at.isoformat(), "value": pulse.value}  # type: ignore[return-value]


def _time(milliseconds: int) -> str | None:
    return from_ms(milliseconds).isoformat() if milliseconds else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
