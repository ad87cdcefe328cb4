"""Schedule expressions of EventBridge Scheduler: rate(…), cron(…) and at(…), with time zones. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORM = re.compile(r"(rate|cron|at)\((.+)\)")
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), start=1)}
_YEARS_AHEAD = 8  # a leap day comes at the latest after so many


class ScheduleError(ValueError):
    """A schedule expression that says no moment."""


@dataclass(frozen=True, slots=True)
class Cron:
    """Allowed values of each field. Days: of the month, or of the week (`day#nth`, `L`, `W` are not read)."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int] | None
    months: frozenset[int]
    weekdays: frozenset[int] | None
    years: frozenset[int]

    def takes(self, day: date) -> bool:
        if day.month not in self.months or day.year not in self.years:
            return False
        if self.days is not None:
            return day.day in self.days
        return self.weekdays is None or day.isoweekday() % 7 + 1 in self.weekdays


def next_moment(expression: str, zone: str, created: float, after: float) -> float | None:
    """The first moment later than `after`, in seconds since the epoch; None: never again. Raises ScheduleError.

    A rate begins at `created` itself. A cron's local times that a change of clocks skips come when it is over.
    """
    match = _FORM.fullmatch(expression.strip())
    if match is None:
        raise ScheduleError(f"not a schedule expression: {expression}")
    kind, text = match.groups()
    try:
        if kind == "rate":
            period = _period(text)
            return created + max(0, int((after - created) // period) + 1) * period
        timezone = ZoneInfo(zone)
        if kind == "at":
            moment = datetime.fromisoformat(text).replace(tzinfo=timezone).timestamp()
            return moment if moment > after else None
        return _next_of(_read_cron(text), timezone, after)
    except (ValueError, KeyError) as error:
        raise ScheduleError(f"not a schedule expression: {expression} ({error})") from error


def _period(text: str) -> int:
    value, _, unit = text.partition(" ")
    if int(value) < 1:
        raise ValueError("a rate is positive")
    return int(value) * _UNITS[unit.removesuffix("s")]


def _next_of(cron: Cron, zone: ZoneInfo, after: float) -> float | None:
    start = datetime.fromtimestamp(after, UTC).astimezone(zone)
    for offset in range(366 * _YEARS_AHEAD):
        day = start.date() + timedelta(days=offset)
        if not cron.takes(day):
            continue
        for hour in sorted(cron.hours):
            for minute in sorted(cron.minutes):
                local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                if local.timestamp() > after:
                    return local.timestamp()
    return None


def _read_cron(text: str) -> Cron:
    fields = text.upper().split()
    if len(fields) != 6:
        raise ValueError("six fields are needed")
    if (fields[2] == "?") == (fields[4] == "?"):
        raise ValueError("one of day of month and day of week must be ?")
    return Cron(
        minutes=_values(fields[0], 0, 59),
        hours=_values(fields[1], 0, 23),
        days=None if fields[2] == "?" else _values(fields[2], 1, 31),
        months=_values(fields[3], 1, 12, _MONTHS),
        weekdays=None if fields[4] == "?" else _values(fields[4], 1, 7, _DAYS),
        years=_values(fields[5], 1970, 2199),
    )


def _values(field: str, first: int, last: int, names: dict[str, int] | None = None) -> frozenset[int]:
    found = {value for part in field.split(",") for value in _part(part, first, last, names or {})}
    if not found or min(found) < first or max(found) > last:
        raise ValueError(f"{field} is not between {first} and {last}")
    return frozenset(found)


def _part(part: str, first: int, last: int, names: dict[str, int]) -> Iterator[int]:
    span, _, step = part.partition("/")
    if span == "*":
        low, high = first, last
    else:
        start, _, end = span.partition("-")
        low = names.get(start) or int(start)
        high = (names.get(end) or int(end)) if end else (last if step else low)
    yield from range(low, high + 1, int(step or 1))
