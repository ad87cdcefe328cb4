"""Notification → event of PagerDuty's Events API v2, inside its limits."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.alert_router.channels.wording import cut, label, link, measured, member_state, moment, progress, web
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from workers.alert_router.change import Change
    from workers.alert_router.notification import Member, Notification

Json = dict[str, Any]

ACTIONS = {
    Action.OPEN: "trigger",
    Action.UPDATE: "trigger",
    Action.REMIND: "trigger",
    Action.ACKNOWLEDGE: "acknowledge",
    Action.RESOLVE: "resolve",
}
SEVERITIES = {"P1": "critical", "P2": "error", "P3": "warning", "P4": "info"}
"""Events carry no priority: severity is all there is, and services set urgency by it."""
MAX_SUMMARY = 1024
MAX_BYTES = 500_000
"""PagerDuty takes 512 KB with the routing key; the rest is room for headers of proxies."""
MAX_DETAIL = 4_000
MAX_MEMBERS = 50


def event(notification: Notification, client: str = "Watchbill") -> Json:
    """Return what `send_event` takes besides action and dedup key. Resolves carry it too: event rules read it."""
    payload = {
        "summary": cut(f"{notification.title}: {_what_happened(notification)}", MAX_SUMMARY),
        "source": notification.resource or notification.service or notification.dedup_key,
        "severity": SEVERITIES.get(notification.severity, "error"),
        "timestamp": timestamp(notification.at),
        "component": notification.resource,
        "group": f"{notification.service} {notification.environment}",
        "class": notification.rule,
        "custom_details": _details(notification, MAX_MEMBERS),
    }
    made: Json = {"payload": payload, "links": _links(notification.links), "client": client}
    if home := link(notification, "dashboard", "console"):
        made["client_url"] = home
    if (chart := link(notification, "chart")).startswith("https://"):
        made["images"] = [{"src": chart, "href": home or chart, "alt": notification.title}]
    return _fitted(made, notification)


def change(what: Change) -> Json:
    """Return what `send_change_event` takes. The SDK's own timestamp crashes, so it is always set here."""
    payload = {
        "summary": cut(what.summary, MAX_SUMMARY),
        "source": what.source,
        "timestamp": timestamp(what.at),
        "custom_details": {name: cut(text, MAX_DETAIL) for name, text in what.details},
    }
    return {"payload": payload, "links": _links(what.links)}


def _what_happened(notification: Notification) -> str:
    """The summary without the resource that it begins with where the title has just named it: phones show little."""
    subject, colon, rest = notification.summary.partition(": ")
    return rest if colon and notification.resource and subject.endswith(notification.resource) else notification.summary


def timestamp(epoch: int) -> str:
    """ISO 8601 with its offset."""
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds")


def _links(links: tuple[tuple[str, str], ...]) -> list[Json]:
    return [{"href": url, "text": label(kind)} for kind, url in web(links) if kind != "chart"]


def _details(notification: Notification, members: int) -> Json:
    """What the on-call person reads in the app, in reading order."""
    found: Json = {
        "state": progress(notification),
        "severity": f"{notification.severity} ({notification.priority} priority)",
        "service": f"{notification.service} {notification.environment}",
        "owner": notification.owner,
        "began": moment(notification.opened_at),
        "place": f"{notification.region}, account {notification.account}",
    }
    found |= {name: cut(text, MAX_DETAIL) for name, text in notification.details}
    for member in notification.members[:members]:
        found[f"alarm {member.name}"] = cut(_member(member), MAX_DETAIL)
    if left := len(notification.members) - members:
        found |= {"more alarms": f"{left:,} more, not listed"} if left > 0 else {}
    return {name: text for name, text in found.items() if text}


def _member(member: Member) -> str:
    facts = (member_state(member), measured(member), f"since {moment(member.since)}", member.reason)
    return "; ".join(fact for fact in facts if fact)


def _fitted(made: Json, notification: Notification) -> Json:
    """Halve the listed alarms until the event fits; an event that is too large is refused whole."""
    members = MAX_MEMBERS
    while members and len(json.dumps(made).encode()) > MAX_BYTES:
        members //= 2
        made["payload"]["custom_details"] = _details(notification, members)
    if len(json.dumps(made).encode()) > MAX_BYTES:
        made["payload"]["custom_details"] = {"details": "left out: larger than PagerDuty takes"}
    return made
