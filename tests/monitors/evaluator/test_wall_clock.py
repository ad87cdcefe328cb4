"""Wall-clock boundaries in time zones, summer time included."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from monitors.evaluator.schedule import Schedule
from monitors.evaluator.wall_clock import boundaries, floor, zone


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("moment", "period", "where", "expected"),
    [
        ("2026-01-05T10:07:31+00:00", 60, "UTC", "2026-01-05T10:07:00+00:00"),
        ("2026-01-05T10:07:31+00:00", 300, "UTC", "2026-01-05T10:05:00+00:00"),
        ("2026-01-05T10:07:31+00:00", 3600, "+05:30", "2026-01-05T09:30:00+00:00"),
        ("2026-01-05T02:00:00+00:00", 86400, "America/New_York", "2026-01-04T05:00:00+00:00"),
        ("2026-01-05T02:00:00+00:00", 86400, "UTC-03:00", "2026-01-04T03:00:00+00:00"),
        ("2026-01-08T02:00:00+00:00", 604800, "UTC", "2026-01-05T00:00:00+00:00"),
        # The week began in winter time, the moment is in summer time.
        ("2026-03-29T12:00:00+02:00", 604800, "Europe/Berlin", "2026-03-23T00:00:00+01:00"),
        ("2026-03-29T12:00:00+02:00", 86400, "Europe/Berlin", "2026-03-29T00:00:00+01:00"),
    ],
)
def test_the_last_boundary(moment, period, where, expected):
    assert floor(at(moment), period, zone(where)) == at(expected)


def test_days_are_as_long_as_the_clock_makes_them():
    end = at("2026-03-31T00:00:00+02:00")
    edges = boundaries(Schedule(cell=60, first=end // 60, stride=1, count=1), 86_400, 3, zone("Europe/Berlin"))
    assert [(later - earlier) // 3600 for earlier, later in pairwise(edges)][-3:] == [24, 23, 24]


@pytest.mark.parametrize("text", ["Mars/Olympus", "+05:31", "+15:00", "5", ""])
def test_what_is_no_time_zone(text):
    with pytest.raises(ValueError, match="time zone"):
        zone(text)


def test_a_period_that_cannot_be_aligned_is_refused():
    with pytest.raises(ValueError, match="takes periods of"):
        floor(0, 120, zone("UTC"))
