"""Series notation: promtool's, and a form that says how long.

1 2 _ 4        points, one an interval; `_` (or `missing`, or promtool's `stale`) publishes nothing
5x3            5 and three repeats: four points, as in promtool
1+2x3, 9-2x3   a ramp: 1 3 5 7; 9 7 5 3
_x3            three intervals without a point
5 for 10m      as many points as fit into ten minutes; also `1+2 for 10m`, `_ for 1h`
(1 9) for 10m  a pattern, over and over; cut where the time is up
"""

from __future__ import annotations

import re
from itertools import cycle, islice
from typing import TYPE_CHECKING

from monitors.evaluator import duration

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_POINTS = 1_000_000
_GROUP = re.compile(r"\((?P<inner>[^()]*)\)\s+for\s+(?P<span>[^\s,()]+)(?:[\s,]+|$)")
_NUMBER = r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_ITEM = re.compile(
    rf"(?:(?P<gap>_|missing|stale)|(?P<start>{_NUMBER})(?P<step>[+-](?:\d+(?:\.\d*)?|\.\d+))?)"
    r"(?:x(?P<repeats>\d+)|\s+for\s+(?P<span>\S+?))?(?:[\s,]+|$)"
)


class NotationError(ValueError):
    """What stands in a series and cannot be read. `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


ANY = 0
"""The interval that is not known yet: then durations are read, and any will do."""


def check(text: str) -> None:
    """Raises NotationError for what cannot be read, whatever the interval."""
    parse(text, ANY)


def parse(text: str, interval: int) -> list[float | None]:
    """One value an interval (seconds); None where nothing is published. Raises NotationError."""
    values: list[float | None] = []
    place = len(text) - len(text.lstrip())
    while place < len(text):
        match = _GROUP.match(text, place) or _ITEM.match(text, place)
        if match is None:
            raise NotationError(_refusal(text[place:]), place)
        count = _fitting(match, interval) if match.re is _GROUP else _count(match, interval)
        if len(values) + count > MAX_POINTS:
            raise NotationError(f"the series has more than {MAX_POINTS:,} points", place)
        values.extend(_repeated(match, count, interval) if match.re is _GROUP else _values(match, count))
        place = match.end()
    return values


def _refusal(rest: str) -> str:
    if rest.startswith("("):
        return "a pattern is written (1 9) for 10m: values in one pair of parentheses, and how long"
    return f"{rest.split()[0]!r} is no value; write 5, _, 5x3, 1+2x3, _x3 or 5 for 10m"


def _repeated(match: re.Match[str], count: int, interval: int) -> Iterator[float | None]:
    try:
        pattern = parse(match["inner"], interval)
    except NotationError as error:
        raise NotationError(str(error), match.start("inner") + error.position) from error
    if not pattern:
        raise NotationError("the pattern is empty", match.start())
    return islice(cycle(pattern), count)


def _count(match: re.Match[str], interval: int) -> int:
    if match["repeats"] is not None:
        return int(match["repeats"]) + (0 if match["gap"] else 1)
    if match["span"] is None:
        if match["step"]:
            raise NotationError(
                f"{match[0].strip()!r}: a ramp says how often (x3) or how long (for 10m)", match.start()
            )
        return 1
    return _fitting(match, interval)


def _fitting(match: re.Match[str], interval: int) -> int:
    try:
        seconds = duration.parse(match["span"])
    except ValueError as error:
        raise NotationError(str(error), match.start("span")) from error
    if seconds > 0 and interval == ANY:
        return 1
    if seconds <= 0 or seconds % interval:
        shown = duration.show(interval)
        raise NotationError(f"{match['span']} is no whole number of intervals of {shown}", match.start("span"))
    return seconds // interval


def _values(match: re.Match[str], count: int) -> Iterator[float | None]:
    if match["gap"]:
        yield from [None] * count
        return
    start, step = float(match["start"]), float(match["step"] or 0)
    for place in range(count):
        yield start + place * step
