"""Receivers, matches and spans of time in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.route import Receiver
    from workers.alert_router.route import Match

CHANNELS = {"pagerduty": "PagerDuty", "slack": "Slack", "email": "mail to", "smtp": "mail to", "sns": "SNS mail to"}


def place(receiver: Receiver, break_glass: tuple[str, ...]) -> str:
    """`Slack #orders`, `mail to a@example.com`, `PagerDuty`."""
    where = receiver.setting("to") or receiver.setting("topic_arn")
    if receiver.channel == "sns" and not where:
        where = ", ".join(break_glass)
    return f"{CHANNELS.get(receiver.channel, receiver.channel)} {where}".strip()


def matched(match: Match) -> str:
    """`priority high, owner team-orders`; `everything` for a match without keys."""
    return ", ".join(f"{key} {' or '.join(values)}" for key, values in match.wanted.items()) or "everything"


def minutes(milliseconds: int) -> str:
    """`30 min`, `4 h`, `1 h 30 min`."""
    total = round(milliseconds / 60_000)
    hours, left = divmod(total, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{left} min" if left else "") if part) or "0 min"


def moment(milliseconds: int) -> str:
    """`2026-11-27 16:20`, UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M}"


def later(milliseconds: int, since: int) -> str:
    """`16:20`, or with its date where that is another day's."""
    text, day = moment(milliseconds), moment(since)[:10]
    return text[11:] if text.startswith(day) else text[5:]
