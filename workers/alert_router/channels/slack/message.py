"""Notification → Block Kit, inside Slack's limits."""

from __future__ import annotations

import json
from dataclasses import dataclass
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

MAX_HEADER, MAX_VALUE = 150, 2000
MAX_BODY = 10_000
"""Of all blocks, as JSON. Beyond about 13,000 Slack refuses the message (facts/routing.md §2.2)."""
MAX_TEXT = 3_000
DETAILS = 6
ACKNOWLEDGE = "watchbill-acknowledge"
"""The button's action id; its value is the incident's id."""

LIGHTS = {"P1": ":red_circle:", "P2": ":large_orange_circle:", "P3": ":large_yellow_circle:"}
SIGNS = {Action.ACKNOWLEDGE: ":eyes:", Action.REMIND: ":alarm_clock:", Action.RESOLVE: ":white_check_mark:"}


@dataclass(frozen=True, slots=True)
class Size:
    """How much of each part is shown: alarms of the list, and characters of a section, a field and a URL."""

    members: int
    section: int
    field: int
    url: int


SIZES = (Size(10, 3000, 2000, 3000), Size(10, 3000, 500, 1500), Size(5, 1500, 250, 750), Size(2, 500, 120, 300))
"""The first is what Slack takes of each part alone; all parts at their largest come out too long together."""


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
    made: list[Json] = []
    for size in SIZES:
        made = _blocks(notification, stands, size)
        if len(json.dumps(made, ensure_ascii=False)) <= MAX_BODY:
            break
    return made


def reply(notification: Notification) -> str:
    """One line for the thread."""
    sign = _sign(notification)
    return cut(f"{sign} *{progress(notification)}.* {escape(notification.summary)}", MAX_TEXT)


def escape(words: str) -> str:
    """Make text safe in mrkdwn: no mention, link or entity comes from an alarm's name."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(notification: Notification, stands: Standing, size: Size) -> list[Json]:
    title = cut(f"{_sign(notification)} {headline(notification)}", MAX_HEADER)
    found = [
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}},
        _section(escape(notification.summary) or "No description.", size),
        {"type": "section", "fields": [_mrkdwn(cut(field, size.field)) for field in _facts(notification)]},
    ]
    if len(notification.members) > 1:
        found.append(_section(_list(notification, size.members), size))
    if buttons := list(_buttons(notification, stands, size.url)):
        found.append({"type": "actions", "elements": buttons})
    found.append({"type": "context", "elements": [_mrkdwn(cut(_origin(notification, size.url), size.field))]})
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


def _buttons(notification: Notification, stands: Standing, max_url: int) -> Iterator[Json]:
    """Acknowledge first, as long as nobody has; then the links. One that is too long would sink the message."""
    if stands is Standing.OPEN and notification.action is not Action.RESOLVE:
        yield {**_button("Acknowledge", ACKNOWLEDGE), "value": cut(notification.incident_id, MAX_VALUE)} | {
            "style": "primary"
        }
    for kind, url in web(notification.links)[:20]:
        if len(url) <= max_url and kind != "chart":
            yield {**_button(label(kind), f"watchbill-link-{kind}"), "url": url}


def _button(words: str, action: str) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": cut(words, 75)}, "action_id": cut(action, 255)}


def _origin(notification: Notification, max_url: int) -> str:
    place = f"{notification.region}, account {notification.account}"
    left_out = [label(kind) for kind, url in notification.links if len(url) > max_url]
    note = f" · {', '.join(left_out)}: link too long for Slack" if left_out else ""
    resource = f"{escape(notification.resource)} · " if notification.resource else ""
    return f"{resource}`{escape(notification.rule)}` · {place} · {escape(notification.incident_id)}{note}"


def _when(epoch: int) -> str:
    """The moment in each reader's own time zone; UTC where a client can't."""
    return f"<!date^{epoch}^{{date_short_pretty}} {{time}}|{moment(epoch)}>"


def _section(words: str, size: Size) -> Json:
    return {"type": "section", "text": _mrkdwn(cut(words, size.section))}


def _mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}
