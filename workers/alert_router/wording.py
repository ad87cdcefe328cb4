"""An incident → the notification of one of its revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.alert_router.member import measured
from workers.alert_router.notification import Action, Member, Notification

if TYPE_CHECKING:
    from workers.alert_router.incident import Entry, Incident
    from workers.alert_router.reduction import News

from incidents.latch import ALARM, Happening

NAMED_MAX = 3


def notification(incident: Incident, action: Action, at: int, progress: str = "") -> Notification:
    """Write it. `at` is when what it tells happened, epoch milliseconds; `progress` what is new, in words."""
    entries = ranked(incident)
    worst = entries[0]
    return Notification(
        incident_id=incident.incident_id,
        dedup_key=incident.incident_id,
        revision=incident.revision,
        action=action,
        title=_title(incident, entries),
        summary=_summary(incident, action, worst, progress),
        severity=incident.severity,
        priority=incident.priority,
        service=incident.service,
        environment=incident.environment,
        owner=incident.owner,
        rule=incident.rule,
        resource=worst.resource if incident.joined <= 1 else f"{incident.joined} resources",
        region=incident.region,
        account=incident.account,
        opened_at=incident.opened_at // 1000,
        at=max(at, incident.opened_at) // 1000,
        members=tuple(_member(entry) for entry in entries),
        links=worst.links,
        details=_details(incident, progress),
    )


def progress_of(news: News) -> str:
    """Say what a batch of events changed, in a few words."""
    kinds = news.kinds
    if Happening.RAISED in kinds:
        return "It got worse."
    if Happening.OPENED in kinds:
        return "More resources are affected."
    if kinds & {Happening.CLOSED, Happening.CLOSED_DELETED}:
        return "Some resources have recovered."
    return "Below the level that trips it, not yet recovered." if Happening.WAITING in kinds else ""


def ranked(incident: Incident) -> list[Entry]:
    """Return who is open first, then the worst, then the newest."""
    return sorted(
        incident.entries.values(),
        key=lambda entry: (
            not entry.open,
            entry.voice.state != ALARM,
            entry.severity,
            -entry.opened_at,
            entry.resource,
        ),
    )


def _title(incident: Incident, entries: list[Entry]) -> str:
    names = list(dict.fromkeys(entry.resource for entry in entries))
    more = max(incident.joined, len(names)) - NAMED_MAX
    named = ", ".join(names[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")
    return f"{incident.symptom}: {named}"


def _summary(incident: Incident, action: Action, worst: Entry, progress: str) -> str:
    sentences = [worst.headline]
    value, threshold = measured(worst.voice)
    if action is Action.RESOLVE:
        sentences.append("It has recovered." if incident.count <= 0 else "Resolved by hand while alarms were on.")
    elif value and threshold and worst.voice.state == ALARM:
        sentences.append(f"Measured {value} against a threshold of {threshold}.")
    if action is Action.ACKNOWLEDGE:
        sentences.append(f"Acknowledged by {incident.acknowledged_by}.")
    if incident.joined > 1:
        sentences.append(f"{max(incident.count, 0)} of {incident.joined} resources are still affected.")
    return " ".join(part for part in (*sentences, progress) if part)


def _details(incident: Incident, progress: str) -> tuple[tuple[str, str], ...]:
    unlisted = incident.count - sum(entry.open for entry in incident.entries.values())
    found = {
        "affected now": str(max(incident.count, 0)) if incident.joined > 1 else "",
        "affected since the start": str(incident.joined) if incident.joined > 1 else "",
        "not listed": str(unlisted) if unlisted > 0 else "",
        "progress": progress,
        "acknowledged by": incident.acknowledged_by,
    }
    return tuple((key, text) for key, text in found.items() if text)


def _member(entry: Entry) -> Member:
    voice = entry.voice
    value, threshold = measured(voice)
    return Member(
        name=voice.name,
        arn=voice.arn,
        state=voice.state,
        since=voice.since // 1000,
        reason=voice.reason,
        value=value,
        threshold=threshold,
    )
