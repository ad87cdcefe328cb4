"""A value against its threshold as a person says it: `6.25 %`, `> 1 h`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.alarm import Alarm
from monitors.words import number
from watchbill.cloud.headline import plural
from watchbill.oncall.moment import span

if TYPE_CHECKING:
    from watchbill.oncall.standing import Row

UNKNOWN = "–"
SECONDS = {"ms": 0.001, "s": 1.0}


def value(row: Row) -> str:
    """The newest datapoint; a dash for what has none, or one that means nothing to a person."""
    if not isinstance(row.alarm, Alarm) or row.now.value is None or row.alarm.condition.drawn_at is not None:
        return UNKNOWN
    return quantity(row.now.value, row.alarm.condition.unit)


def threshold(row: Row) -> str:
    """`> 5 %`; of a composite how many alarms it looks at."""
    if not isinstance(row.alarm, Alarm):
        count = len(row.alarm.children)
        return f"{count} {plural('alarm', count)}"
    condition = row.alarm.condition
    if condition.band is not None:
        return f"{condition.comparison.symbol} band"
    if condition.drawn_at is not None:
        return f"{condition.comparison.symbol} {number(condition.drawn_at)}"  # in the chart's unit, not the alarm's
    return f"{condition.comparison.symbol} {quantity(condition.threshold, condition.unit)}"


def quantity(amount: float, unit: str) -> str:
    """Long times in minutes and hours; percents with the unit; counts without, for the alarm's name says of what."""
    if unit in SECONDS:
        seconds = amount * SECONDS[unit]
        if seconds >= 60:
            return span(seconds)
        return f"{number(round(seconds, 1))} s" if seconds >= 1 else f"{number(round(seconds * 1_000, 1))} ms"
    rounded = number(float(f"{amount:.4g}")) if abs(amount) < 1e6 else number(round(amount))
    return f"{rounded} %" if unit == "%" else rounded
