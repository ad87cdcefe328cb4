"""Which seven days a report tells of, whatever the hour, the zone and the clocks' change."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from workers.weekly_report.facts import Schedule
from workers.weekly_report.week import Week, due_at, due_week

MONDAY = Schedule(weekday=0, hour=8, time_zone="UTC")
NEW_YORK = Schedule(weekday=4, hour=16, time_zone="America/New_York")


def moment(text):
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("schedule", "now", "first"),
    [
        (MONDAY, "2026-11-23T08:00:00+00:00", date(2026, 11, 16)),
        (MONDAY, "2026-11-23T07:59:59+00:00", date(2026, 11, 9)),
        (MONDAY, "2026-11-29T23:00:00+00:00", date(2026, 11, 16)),
        (NEW_YORK, "2026-11-20T21:00:00+00:00", date(2026, 11, 13)),
        (NEW_YORK, "2026-11-20T20:59:00+00:00", date(2026, 11, 6)),
    ],
)
def test_the_last_week_that_was_due(schedule, now, first):
    week = due_week(schedule, moment(now))
    assert week.first == first
    assert due_at(week, schedule) <= moment(now)


@pytest.mark.parametrize(("first", "days"), [(date(2026, 10, 29), 7 + 1 / 24), (date(2026, 3, 5), 7 - 1 / 24)])
def test_a_week_in_which_clocks_change_is_an_hour_longer_or_shorter(first, days):
    week = Week(first=first, zone="America/New_York")
    assert (week.end - week.start) / 86_400 == pytest.approx(days)
    assert [week.day_of(week.midnight(day)) for day in week.days] == list(week.days)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        (date(2026, 11, 16), "16 – 22 November 2026"),
        (date(2026, 11, 30), "30 November – 6 December 2026"),
        (date(2026, 12, 28), "28 December 2026 – 3 January 2027"),
    ],
)
def test_a_week_has_a_title(first, title):
    assert Week(first=first, zone="UTC").title == title


def test_weeks_join_without_gap_or_overlap():
    week = Week(first=date(2026, 10, 26), zone="Europe/Berlin")
    assert week.before.end == week.start
    assert not week.holds(week.end)
    assert week.holds(week.start)
