"""Moments and ages as the on-call commands say them. All times are UTC, and aware of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def now() -> datetime:
    """The only clock of the on-call commands; everything else is told the time."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """boto3's answers are aware; a spec's and a person's may not be: then they mean UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def from_ms(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1_000, UTC)


def age(since: datetime, at: datetime) -> str:
    """`45 s`, `12 min`, `3 h 5 min`, `6 d 4 h`: two units where the second still matters."""
    return span((at - since).total_seconds())


def span(seconds: float) -> str:
    """As `age`; what lies ahead of a clock that is late is `0 s`."""
    total = max(int(seconds), 0)
    days, hours, minutes = total // 86_400, total // 3_600 % 24, total // 60 % 60
    if days:
        return f"{days} d" + (f" {hours} h" if hours and days < 10 else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    return f"{minutes} min" if minutes else f"{total} s"


def clock(moment: datetime, at: datetime) -> str:
    """`17:04` on the day of `at`, else `11-28 06:00`; another year is said too."""
    if moment.date() == at.date():
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d %H:%M}" if moment.year == at.year else f"{moment:%Y-%m-%d %H:%M}"


def read_moment(text: str, at: datetime) -> datetime:
    """`06:00` (the next one), `2026-11-28T06:00`, with an offset or in UTC. Raises ValueError in words."""
    if match := _CLOCK.fullmatch(text.strip()):
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise ValueError(f"{text!r} is no time of day")
        moment = at.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return moment if moment > at else moment + timedelta(days=1)
    try:
        return aware(datetime.fromisoformat(text.strip()))
    except ValueError:
        raise ValueError(f"{text!r} is no time; write 06:00 or 2026-11-28T06:00 (UTC)") from None
