"""Times at which people are told later, or not of triggers: fixed windows, and windows by day and hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workers.runtime.zone import zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Either from `starts` to `ends` (epoch milliseconds), or on `days` from one minute of the day to another.

    A weekly window whose end is not after its start goes on into the next day.
    """

    starts: int = 0
    ends: int = 0
    days: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = 0
    zone: str = "UTC"

    def until(self, now: int) -> int:
        """Return when the window that `now` lies in ends, 0 when it lies in none. Epoch milliseconds."""
        if not self.days:
            return self.ends if self.starts <= now < self.ends else 0
        local = datetime.fromtimestamp(now / 1000, zone(self.zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        for begun in (midnight - timedelta(days=1), midnight):
            end = begun + timedelta(days=int(self.to_minute <= self.from_minute), minutes=self.to_minute)
            start = begun + timedelta(minutes=self.from_minute)
            if begun.weekday() in self.days and start <= local < end:
                return round(end.timestamp() * 1000)
        return 0


def window(text: Json) -> Window:
    """Read `{"starts", "ends"}` (ISO 8601) or `{"days", "from", "to", "zone"}`; raise ValueError."""
    if "starts" in text:
        starts, ends = (round(datetime.fromisoformat(text[key]).timestamp() * 1000) for key in ("starts", "ends"))
        return Window(starts=starts, ends=ends)
    name = text.get("zone", "UTC")
    zone(name)  # an unknown zone is found when the routes are read, not at night
    return Window(
        days=tuple(DAYS.index(day) for day in text.get("days", DAYS)),
        from_minute=_minute(text["from"]),
        to_minute=_minute(text["to"]),
        zone=name,
    )


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
