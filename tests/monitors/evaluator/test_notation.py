"""Series and durations as tests write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluator import duration
from monitors.evaluator.notation import NotationError, parse


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 2 3", [1, 2, 3]),
        ("1, 2,3", [1, 2, 3]),
        ("1 _ stale missing 2", [1, None, None, None, 2]),
        ("5x3", [5, 5, 5, 5]),
        ("1+2x3", [1, 3, 5, 7]),
        ("9-2x2 -1.5", [9, 7, 5, -1.5]),
        ("_x3 1", [None, None, None, 1]),
        ("0 for 3m 8 for 2m", [0, 0, 0, 8, 8]),
        ("1+1 for 3m", [1, 2, 3]),
        ("_ for 2m 1", [None, None, 1]),
        ("1e3 .5x1", [1000, 0.5, 0.5]),
        ("", []),
        ("5x0", [5]),
        ("_x0", []),
        ("(1 9) for 5m 0", [1, 9, 1, 9, 1, 0]),
        ("(1x1 _ 4+1x1) for 7m", [1, 1, None, 4, 5, 1, 1]),
    ],
)
def test_series_notation(text, values):
    assert parse(text, 60) == values


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("1 two 3", "'two' is no value", 2),
        ("1+2", "a ramp says how", 0),
        ("0 for 90s", "no whole number of intervals of 1m", 6),
        ("0 for ever", "no duration", 6),
        ("0 for 0m", "no whole number", 6),
        ("5x-1", "no value", 0),
        ("1x2000000", "more than 1,000,000", 0),
        ("0 (1 9)", "a pattern is written", 2),
        ("(1 two) for 2m", "'two' is no value", 3),
        ("() for 2m", "the pattern is empty", 0),
        ("(1) for 9s", "no whole number", 8),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, words, position):
    with pytest.raises(NotationError, match=words) as caught:
        parse(text, 60)
    assert caught.value.position == position


@given(st.text(alphabet="0123456789x+-_. ,formhs()", max_size=30))
def test_no_series_crashes_the_parser(text):
    with suppress(NotationError):
        assert all(value is None or isinstance(value, float) for value in parse(text, 60))


@pytest.mark.parametrize(
    ("text", "seconds", "shown"),
    [
        ("5m", 300, "5m"),
        ("1h05m", 3900, "1h05m"),
        ("90s", 90, "1m30s"),
        ("2d", 172_800, "2d"),
        ("1d1s", 86_401, "1d00h00m01s"),
        ("-5m", -300, "-5m"),
        ("0m", 0, "0m"),
    ],
)
def test_durations_are_read_and_shown(text, seconds, shown):
    assert duration.parse(text) == seconds
    assert duration.show(seconds) == shown


@given(st.integers(-10_000_000, 10_000_000))
def test_a_duration_shown_reads_back(seconds):
    assert duration.parse(duration.show(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5m1h", "1:05", "-"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="no duration"):
        duration.parse(text)
