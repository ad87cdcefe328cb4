"""Numbers, durations and changes as the report says them, alike in HTML and in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from workers.weekly_report.figures.count import Count

MINUTE, HOUR, DAY = 60, 3600, 86_400
NONE = "–"


def number(value: float) -> str:
    """`12,345`; one decimal below a hundred where there is one."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def percent(value: float | None) -> str:
    """`99.95 %`. Never rounded up to 100: what is not whole must not look so."""
    if value is None:
        return NONE
    if 99.99 < value < 100:
        return "> 99.99 %"
    return f"{value:.2f}".rstrip("0").rstrip(".") + " %"


def lasting(seconds: float | None) -> str:
    """`45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`; a dash for none."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    large, small, names = (HOUR, MINUTE, ("h", "min")) if whole < DAY else (DAY, HOUR, ("d", "h"))
    rest = whole % large // small
    return f"{whole // large} {names[0]}" + (f" {rest} {names[1]}" if rest else "")


def change(count: Count) -> str:
    """`3 more`, `2 fewer`, `as before`: words, because arrows do not say what is good."""
    difference = round(count.now - count.before)
    if not difference:
        return "as the week before"
    return f"{number(abs(difference))} {'more' if difference > 0 else 'fewer'} than the week before"


def measure(value: float | None, unit: str) -> str:
    """A level with its unit; milliseconds as seconds, for limits of functions are."""
    if value is None:
        return NONE
    if unit == "ms":
        return f"{number(round(value / 1000, 1))} s"
    return f"{number(round(value, 1))} {unit}"


def day(when: date) -> str:
    """`16 Nov`."""
    return f"{when.day} {when:%b}"


def plural(count: float, one: str, many: str = "") -> str:
    """`1 alarm`, `3 alarms`, `2 canaries`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
