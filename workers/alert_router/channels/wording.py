"""Words that every channel says alike: state, duration, time, value against threshold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workers.alert_router.notification import Member, Notification

STATES = {
    Action.OPEN: "In alarm",
    Action.UPDATE: "In alarm",
    Action.ACKNOWLEDGE: "Acknowledged",
    Action.REMIND: "Still in alarm",
    Action.RESOLVE: "Resolved",
}
LINK_LABELS = {"runbook": "Runbook", "dashboard": "Dashboard", "logs": "Logs", "console": "Alarm in AWS"}
MEMBER_STATES = {"ALARM": "in alarm", "OK": "OK", "INSUFFICIENT_DATA": "no data"}


def headline(notification: Notification) -> str:
    """State and title on one line: `P2 In alarm: …`."""
    return f"{notification.severity} {STATES[notification.action]}: {notification.title}"


def progress(notification: Notification) -> str:
    """The state and how long it took to come to it: `In alarm`, `In alarm for 12 min`, `Resolved after 3 h`."""
    state, seconds = STATES[notification.action], notification.at - notification.opened_at
    if seconds <= 0:
        return state
    return f"{state} {'for' if notification.action is Action.UPDATE else 'after'} {duration(seconds)}"


def lasted(notification: Notification) -> str:
    """How long the incident has lasted at this revision."""
    return duration(notification.at - notification.opened_at)


def duration(seconds: int) -> str:
    """`45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`."""
    if seconds < 60:
        return f"{max(0, seconds)} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def moment(epoch: int) -> str:
    """`2026-03-01 02:14 UTC`."""
    return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d %H:%M} UTC"


def measured(member: Member) -> str:
    """The value against the threshold; what is known of it where one is missing."""
    if member.value and member.threshold:
        return f"{member.value}, threshold {member.threshold}"
    return member.value or (f"threshold {member.threshold}" if member.threshold else "")


def label(kind: str) -> str:
    """What a link of this kind is called."""
    return LINK_LABELS.get(kind, kind[:1].upper() + kind[1:])


def member_state(member: Member) -> str:
    """The state in words."""
    return MEMBER_STATES.get(member.state, member.state)


def member_facts(member: Member, now: int) -> str:
    """What a list of alarms says of each: the value first; the state only where it differs from ALARM."""
    told = (
        measured(member),
        "" if member.state == "ALARM" else member_state(member),
        f"for {duration(now - member.since)}",
    )
    return ", ".join(part for part in told if part)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the end marked where some are gone."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def web(links: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The links that lead to the web: vendors refuse a message for one that does not."""
    return [(kind, url) for kind, url in links if url.startswith(("https://", "http://"))]


def link(notification: Notification, *kinds: str) -> str:
    """The URL of the first of these kinds that there is, else ''."""
    urls = dict(web(notification.links))
    return next((urls[kind] for kind in kinds if urls.get(kind)), "")
