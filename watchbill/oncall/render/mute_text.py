"""A mute in a line, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from watchbill.cloud.headline import plural
from watchbill.findings.full import printable
from watchbill.oncall.moment import age, clock

if TYPE_CHECKING:
    from datetime import datetime

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.mute import Mute


def mute_line(mute: Mute, at: datetime, pen: Pen) -> Text:
    """`● 14 alarms until 17:11 (2 h)  deploying the fix (by ann)  prd2011-qa1-by-hand-…`."""
    sign, style = ("●", "yellow") if mute.is_open(at) else ("○", "dim")
    count = len(mute.alarms)
    parts = [
        (f"  {sign} ", style),
        (f"{count} {plural('alarm', count)} ", ""),
        (f"{when(mute, at)}  ", style),
        (f"{printable(mute.because)}  ", ""),
        (printable(mute.name), "dim"),
    ]
    return Text.assemble(*((pen(words), style) for words, style in parts))


def when(mute: Mute, at: datetime) -> str:
    """`until 17:11 (2 h)`, `from 02:00 until 04:00`, `over`."""
    if mute.window is None or mute.is_over(at):
        return "over"
    begin, end = mute.window
    again = ", again and again" if mute.endless else ""
    if mute.is_open(at):
        return f"until {clock(end, at)} ({age(at, end)} left{again})"
    return f"from {clock(begin, at)} until {clock(end, at)}{again}"


def mute_data(mute: Mute, at: datetime) -> dict[str, Any]:
    """The same as JSON."""
    begin, end = mute.window or (None, None)
    return {
        "name": mute.name,
        "open": mute.is_open(at),
        "from": begin and begin.isoformat(),
        "until": end and end.isoformat(),
        "because": mute.because,
        "by_hand": mute.by_hand,
        "endless": mute.endless,
        "alarms": list(mute.alarms),
    }
