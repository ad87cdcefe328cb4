"""Windows computed for whole columns at once are those a patient reader would cut at each evaluation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.evaluator import statistic
from monitors.evaluator.sample import Sample, observed, point
from monitors.evaluator.schedule import Schedule
from monitors.evaluator.slide import slide
from monitors.evaluator.window import Span, columns, known_values

START = 1_767_571_200  # Monday 2026-01-05 00:00:00 UTC


def reread(samples: list[Sample], name: str, start: int, end: int, now: int) -> float | None:
    """The statistic of one window from what was published by `now`: one window, one reading, no cleverness."""
    seen = [sample for sample in samples if start <= sample.time < end and sample.published <= now]
    if not seen:
        return None
    count, total = sum(s.sample_count for s in seen), sum(s.total for s in seen)
    simple = {
        "SampleCount": count,
        "Sum": total,
        "Average": total / count,
        "Minimum": min(s.minimum for s in seen),
        "Maximum": max(s.maximum for s in seen),
    }
    if name in simple:
        return simple[name]
    return statistic.parse(name).of([pair for sample in seen for pair in known_values(sample)])


samples = st.lists(
    st.builds(
        lambda minute, second, values, delay: observed(
            START + 60 * minute + second, values, published=START + 60 * minute + second + delay
        ),
        st.integers(-12, 20),
        st.integers(0, 59),
        st.lists(st.integers(0, 9), min_size=1, max_size=3),
        st.integers(0, 400),
    ),
    max_size=25,
)
STATISTICS = ["SampleCount", "Sum", "Average", "Minimum", "Maximum", "p50", "p99", "tm90", "PR(2:5)"]


@settings(deadline=None)
@given(
    samples,
    st.sampled_from(STATISTICS),
    st.integers(1, 7),
    st.integers(1, 4),
    st.sampled_from([1, 3]),
    st.sampled_from([0, 31]),
)
def test_every_window_of_every_evaluation_is_what_rereading_finds(published, name, width, ages, stride, second):
    schedule = Schedule(cell=60, first=START // 60, stride=stride, count=9, second=second)
    span = Span(schedule=schedule, width=width, ages=ages)
    column = columns(published, statistic.parse(name), span)
    for age in range(1, ages + 1):
        found = column.at(age)[span.cut(age)]
        for tick in range(schedule.count):
            end = schedule.window_end(tick) - (age - 1) * width * 60
            expected = reread(published, name, end - width * 60, end, schedule.time(tick))
            assert found[tick] == (pytest.approx(expected) if expected is not None else None)


@given(samples, st.randoms(use_true_random=False))
def test_the_order_of_arrival_in_the_input_does_not_matter(published, random):
    span = Span(schedule=Schedule(cell=60, first=START // 60, stride=1, count=9), width=5, ages=3)
    shuffled = list(published)
    random.shuffle(shuffled)
    assert columns(published, statistic.parse("Maximum"), span) == columns(shuffled, statistic.parse("Maximum"), span)


@given(st.lists(st.integers(0, 99), max_size=40), st.integers(0, 45))
def test_sliding_sums_are_sums_of_slices(cells, length):
    expected = [sum(cells[place : place + length]) for place in range(len(cells))]
    assert slide(cells, length, lambda left, right: left + right, 0) == expected


def test_a_window_takes_in_late_samples_only_once_they_are_published():
    late = [point(START, 4, published=START + 170)]
    span = Span(schedule=Schedule(cell=60, first=START // 60 + 1, stride=1, count=4), width=2, ages=2)
    column = columns(late, statistic.parse("Sum"), span)
    newest, older = (column.at(age)[span.cut(age)] for age in (1, 2))
    assert (newest, older) == ([None, None, None, None], [None, None, 4.0, 4.0])


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("p50", range(1, 11), 5),
        ("p99", range(1, 101), 99),
        ("p99", range(1, 11), 10),
        ("p0", range(1, 11), 1),
        ("p100", range(1, 11), 10),
        ("tm90", range(1, 11), 5),
        ("tc90", range(1, 11), 9),
        ("ts90", range(1, 11), 45),
        ("wm90", range(1, 11), 5.4),
        ("IQM", range(1, 9), 4.5),
        ("TM(10%:90%)", range(1, 11), 5.5),
        ("TM(:5)", range(1, 11), 3),
        ("TC(2:5)", range(1, 11), 3),
        ("WM(3:8)", range(1, 11), 5.5),
        ("PR(:3)", range(1, 11), 30),
    ],
)
def test_a_statistic_of_known_values(name, values, expected):
    assert statistic.parse(name).of([(float(value), 1.0) for value in values]) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["sum", "p101", "p-1", "P50%", "TM(10%:90)", "TM(90%:10%)", "PR(1%:2%)", "tm(5)", ""])
def test_what_is_no_statistic_is_refused(name):
    with pytest.raises(ValueError, match=r"statistic|bound|PR"):
        statistic.parse(name)


@pytest.mark.parametrize(
    ("name", "enough"), [("p99", 1000), ("p90", 100), ("p50", 20), ("p10", 100), ("p100", 0), ("Average", 0)]
)
def test_how_many_samples_a_percentile_needs(name, enough):
    assert statistic.parse(name).enough_samples == pytest.approx(enough)


def test_a_statistic_set_with_a_spread_has_no_percentile():
    spread = Sample(START, START + 60, 3, 12, 1, 9)
    equal = Sample(START, START + 60, 3, 12, 4, 4)
    span = Span(schedule=Schedule(cell=60, first=START // 60 + 1, stride=1, count=1), width=1, ages=1)
    assert columns([spread], statistic.parse("p50"), span).at(1)[span.cut(1)] == [None]
    assert columns([equal], statistic.parse("p50"), span).at(1)[span.cut(1)] == [4]
