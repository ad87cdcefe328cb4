"""The week of a report: seven whole days by the calendar of its time zone, and when it was due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from workers.runtime.zone import zone

if TYPE_CHECKING:
    from workers.weekly_report.facts import Schedule

DAYS = 7
TREND_DAYS = 28
"""How far the report looks back for trends and objectives: CloudWatch keeps five minutes for 63 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from `first` on. A day begins at midnight in `zone`, so one may have 23 hours."""

    first: date
    zone: str

    @property
    def last(self) -> date:
        return self.first + timedelta(days=DAYS - 1)

    @property
    def name(self) -> str:
        """The same for every report of this week: `2026-11-16`."""
        return self.first.isoformat()

    @property
    def title(self) -> str:
        """`16 – 22 November 2026`, or with both months where they differ."""
        first, last = self.first, self.last
        begin = f"{first.day}"
        if first.month != last.month:
            begin += f" {first:%B}"
        if first.year != last.year:
            begin += f" {first.year}"
        return f"{begin} – {last.day} {last:%B %Y}"

    @property
    def start(self) -> float:
        return self.midnight(self.first)

    @property
    def end(self) -> float:
        return self.midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> Week:
        return Week(first=self.first - timedelta(days=DAYS), zone=self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range(DAYS))

    @property
    def trend_days(self) -> tuple[date, ...]:
        """The days up to the week's last that trends are drawn from, the oldest first."""
        return tuple(self.last - timedelta(days=number) for number in reversed(range(TREND_DAYS)))

    @property
    def trend_start(self) -> float:
        return self.midnight(self.trend_days[0])

    def midnight(self, day: date) -> float:
        """When a day begins, epoch seconds."""
        return datetime.combine(day, time(), zone(self.zone)).timestamp()

    def day_of(self, moment: float) -> date:
        """The day that a moment (epoch seconds) falls on."""
        return datetime.fromtimestamp(moment, zone(self.zone)).date()

    def holds(self, moment: float) -> bool:
        return self.start <= moment < self.end


def due_week(schedule: Schedule, now: float) -> Week:
    """The last week whose report was due by `now` (epoch seconds): the seven days before the day it is due on."""
    local = datetime.fromtimestamp(now, zone(schedule.time_zone))
    day = local.date() - timedelta(days=(local.weekday() - schedule.weekday) % DAYS)
    if day == local.date() and local.hour < schedule.hour:
        day -= timedelta(days=DAYS)
    return Week(first=day - timedelta(days=DAYS), zone=schedule.time_zone)


def due_at(week: Week, schedule: Schedule) -> float:
    """When the week's report was to go out, epoch seconds."""
    day = week.last + timedelta(days=1)
    return datetime.combine(day, time(schedule.hour), zone(schedule.time_zone)).timestamp()


def utc(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
