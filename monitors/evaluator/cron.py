"""cron(minute hour day-of-month month day-of-week) as mute rules take it: which minutes of a day."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from monitors.model.errors import WatchbillError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_NAMES = {
    3: {name: index for index, name in enumerate(_MONTHS, 1)},
    4: {name: index for index, name in enumerate(_WEEKDAYS)},
}
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
_WEEKDAY = 4


class MuteRuleError(WatchbillError):
    """A schedule, duration or time zone that PutAlarmMuteRule would refuse."""


class Cron:
    """Five fields with `* , - / ? L #`. Days match when both day fields do; Sunday is 0 or 7."""

    def __init__(self, schedule: str) -> None:
        match = re.fullmatch(r"cron\((.*)\)", schedule.strip())
        fields = match[1].split() if match else []
        if len(fields) != 5:
            raise MuteRuleError(f"schedule {schedule!r} is neither cron(minute hour day month weekday) nor at(…)")
        self._minutes, self._hours = _numbers(0, fields[0]), _numbers(1, fields[1])
        self._months = _numbers(3, fields[3])
        self._day, self._weekday = fields[2].upper(), fields[4].upper()
        # Read once now, so that a bad field is told before the first window is asked for.
        _day_of_month(self._day, date.min), _day_of_week(self._weekday, date.min)

    def times(self, day: date) -> list[time]:
        """The times of that day at which the schedule fires, ascending."""
        if day.month not in self._months or not _day_of_month(self._day, day) or not _day_of_week(self._weekday, day):
            return []
        return [time(hour, minute) for hour in sorted(self._hours) for minute in sorted(self._minutes)]


def _day_of_month(field: str, day: date) -> bool:
    last = (day + timedelta(days=1)).month != day.month
    return last if field == "L" else day.day in _numbers(2, field)


def _day_of_week(field: str, day: date) -> bool:
    weekday = day.isoweekday() % 7
    if match := re.fullmatch(r"(\w+)#([1-5])", field):
        return weekday == _number(_WEEKDAY, match[1]) % 7 and (day.day - 1) // 7 + 1 == int(match[2])
    if match := re.fullmatch(r"(\w+)L", field):
        return weekday == _number(_WEEKDAY, match[1]) % 7 and (day + timedelta(days=7)).month != day.month
    if field == "L":
        return weekday == 6
    return weekday in {number % 7 for number in _numbers(_WEEKDAY, field)}


def _numbers(place: int, field: str) -> set[int]:
    name, low, high = _FIELDS[place]
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        if span in ("*", "?"):
            first, last = low, high
        elif "-" in span:
            begin, _, until = span.partition("-")
            first, last = _number(place, begin), _number(place, until)
            if place == _WEEKDAY and last == 0:
                last = 7  # FRI-SUN
        else:
            first = _number(place, span)
            last = high if step else first
        if (step and not (step.isdigit() and int(step))) or first > last:
            raise MuteRuleError(f"{part!r} is no {name}")
        found.update(range(first, last + 1, int(step or 1)))
    return found


def _number(place: int, text: str) -> int:
    name, low, high = _FIELDS[place]
    value = _NAMES.get(place, {}).get(text.upper(), int(text) if text.isdigit() else -1)
    if not low <= value <= high:
        raise MuteRuleError(f"{text!r} is no {name} ({low} to {high})")
    return value
