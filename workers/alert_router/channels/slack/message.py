"""Notification → Block Kit, inside Slack's limits."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workers.alert_router.channels.wording import (
    cut,
    headline,
    label,
    lasted,
    measured,
    member_facts,
    moment,
    progress,
    web,
)
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.alert_router.delivery import Receipt
    from workers.alert_router.notification import Member, Notification

Json = dict[str, Any]

MAX_HEADER, MAX_SECTION, MAX_FIELD, MAX_URL, MAX_VALUE = 150, 3000, 2000, 3000, 2000
MAX_BODY = 10_000
"""Of all blocks, as JSON. Beyond about 13,000 Slack refuses the message (facts/routing.md §2.2)."""
MAX_TEXT = 3_000
MEMBERS = 10
DETAILS = 6
ACKNOWLEDGE = "watchbill-acknowledge"
"""The button's action id; its value is the incident's id."""

LIGHTS = {"P1": ":red_circle:", "P2": ":large_orange_circle:", "P3": ":large_yellow_circle:"}
SIGNS = {Action.ACKNOWLEDGE: ":eyes:", Action.REMIND: ":alarm_clock:", Action.RESOLVE: ":white_check_mark:"}


class Standing(StrEnum):
    """How the incident stands for people in the channel; kept in the receipt."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


def standing(action: Action, previous: Receipt | None) -> Standing:
    """An update or a reminder does not take an acknowledgement back."""
    settled = {Action.ACKNOWLEDGE: Standing.ACKNOWLEDGED, Action.RESOLVE: Standing.RESOLVED}.get(action)
    before = previous.extra.get("standing") if previous else None
    return settled or (Standing(before) if before in tuple(Standing) else Standing.OPEN)


def text(notification: Notification) -> str:
    """What stands in for the blocks in push notifications, screen readers and old clients."""
    where = f"({notification.service} {notification.environment})"
    return cut(f"{escape(headline(notification))} {where}. {escape(notification.summary)}", MAX_TEXT)


def blocks(notification: Notification, stands: Standing) -> list[Json]:
    """The incident as it stands, complete: the channel's message is replaced by this at every revision."""
    members = MEMBERS
    made = _blocks(notification, stands, members)
    while members > 1 and len(str(made)) > MAX_BODY:
        members //= 2
        made = _blocks(notification, stands, members)
    return made


def reply(notification: Notification) -> str:
    """One line for the thread."""
    sign = _sign(notification)
    return cut(f"{sign} *{progress(notification)}.* {escape(notification.summary)}", MAX_TEXT)


def escape(words: str) -> str:
    """Make text safe in mrkdwn: no mention, link or entity comes from an alarm's name."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(notification: Notification, stands: Standing, members: int) -> list[Json]:
    title = cut(f"{_sign(notification)} {headline(notification)}", MAX_HEADER)
    found = [
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}},
        _section(escape(notification.summary) or "No description."),
        {"type": "section", "fields": [_mrkdwn(cut(field, MAX_FIELD)) for field in _facts(notification)]},
    ]
    if len(notification.members) > 1:
        found.append(_section(_list(notification, members)))
    if buttons := list(_buttons(notification, stands)):
        found.append({"type": "actions", "elements": buttons})
    found.append({"type": "context", "elements": [_mrkdwn(cut(_origin(notification), MAX_FIELD))]})
    return found


def _sign(notification: Notification) -> str:
    return SIGNS.get(notification.action) or LIGHTS.get(notification.severity, ":large_blue_circle:")


def _facts(notification: Notification) -> Iterator[str]:
    """At most ten, two in a row: how long and how bad first, then what and whose."""
    if notification.action is Action.RESOLVE:
        yield f"*Lasted*\n{lasted(notification)}"
    else:
        ago = f" ({lasted(notification)})" if notification.at > notification.opened_at else ""
        yield f"*Since*\n{_when(notification.opened_at)}{ago}"
    if notification.members and (value := measured(notification.members[0])):
        yield f"*{'Value' if len(notification.members) == 1 else 'Worst'}*\n{escape(value)}"
    yield f"*Service*\n{escape(notification.service)} {escape(notification.environment)}"
    yield f"*Owner*\n{escape(notification.owner) or '–'}"
    for name, value in notification.details[:DETAILS]:
        yield f"*{escape(name[:1].upper() + name[1:])}*\n{escape(value)}"


def _list(notification: Notification, members: int) -> str:
    shown = [_line(member, notification.at) for member in notification.members[:members]]
    left = len(notification.members) - len(shown)
    more = [f"… and {left:,} more"] if left else []
    return "\n".join([f"*{len(notification.members):,} alarms*", *shown, *more])


def _line(member: Member, now: int) -> str:
    return cut(f"• `{escape(member.name)}` {escape(member_facts(member, now))}", 250)


def _buttons(notification: Notification, stands: Standing) -> Iterator[Json]:
    """Acknowledge first, as long as nobody has; then the links. One that is too long would sink the message."""
    if stands is Standing.OPEN and notification.action is not Action.RESOLVE:
        yield {**_button("Acknowledge", ACKNOWLEDGE), "value": cut(notification.incident_id, MAX_VALUE)} | {
            "style": "primary"
        }
    for kind, url in web(notification.links)[:20]:
        if len(url) <= MAX_URL and kind != "chart":
            yield {**_button(label(kind), f"watchbill-link-{kind}"), "url": url}


def _button(words: str, action: str) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": cut(words, 75)}, "action_id": cut(action, 255)}


def _origin(notification: Notification) -> str:
    place = f"{notification.region}, account {notification.account}"
    left_out = [label(kind) for kind, url in notification.links if len(url) > MAX_URL]
    note = f" · {', '.join(left_out)}: link too long for Slack" if left_out else ""
    resource = f"{escape(notification.resource)} · " if notification.resource else ""
    return f"{resource}`{escape(notification.rule)}` · {place} · {escape(notification.incident_id)}{note}"


def _when(epoch: int) -> str:
    """The moment in each reader's own time zone; UTC where a client can't."""
    return f"<!date^{epoch}^{{date_short_pretty}} {{time}}|{moment(epoch)}>"


def _section(words: str) -> Json:
    return {"type": "section", "text": _mrkdwn(cut(words, MAX_SECTION))}


def _mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}
