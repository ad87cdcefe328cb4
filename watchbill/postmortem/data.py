"""A case as JSON: all of the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.oncall.render.status_json import incident_data

if TYPE_CHECKING:
    from watchbill.postmortem.case import Case

FORMAT_VERSION = "1"


def case_document(case: Case) -> dict[str, Any]:
    """Times in ISO 8601, UTC; lengths in seconds, null where there is none."""
    window, service = case.window, case.plan.service
    return {
        "format_version": FORMAT_VERSION,
        "service": service.name,
        "environment": service.environment,
        "severity": case.severity or None,
        "began": window.began.isoformat(),
        "ended": window.ended and window.ended.isoformat(),
        "window": {"from": window.since.isoformat(), "until": window.until.isoformat()},
        "seconds_to_acknowledge": case.acknowledged_after,
        "seconds_to_resolve": case.resolved_after,
        "incidents": [
            {**incident_data(file.episode.incident), "resources": list(file.episode.resources)} for file in case.files
        ],
        "alarms": [alarm.name for alarm in case.alarms],
        "affected": [entry.resource.id for entry in case.affected],
        "timeline": [
            {
                "at": moment.at.isoformat(),
                "source": moment.source.value,
                "subject": moment.subject,
                "what": moment.what,
                "detail": moment.detail or None,
            }
            for moment in case.timeline
        ],
        "logs": [{"function": link.function, "what": link.what, "url": link.url} for link in case.logs],
    }
