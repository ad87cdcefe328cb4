"""The numbers of a report, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.workers.weekly_report.sample import DAY, HOUR, WEEK, alarm, at, episode, facts, function, limit, trip
from workers.weekly_report.figures import reckon
from workers.weekly_report.figures.alarms import spells
from workers.weekly_report.figures.capacity import Verdict
from workers.weekly_report.figures.trend import trend
from workers.weekly_report.gathered import Change, Gathered, Level


def figures(gathered=None, **changes):
    return reckon(facts(**changes), gathered or Gathered(), WEEK)


INCIDENTS = {
    "nothing happened": (
        [],
        {"opened": (0, 0), "mtta": None, "mttr": None, "acknowledged": 0, "carried": 0, "open": 0},
    ),
    "acknowledged and resolved": (
        [episode(1, after=300, lasted=900)],
        {"opened": (1, 0), "mtta": 300, "mttr": 900, "acknowledged": 1, "carried": 0, "open": 0},
    ),
    "those that nobody acknowledged are not averaged, and are counted": (
        [episode(1, after=300, lasted=900), episode(2, lasted=300)],
        {"opened": (2, 0), "mtta": 300, "mttr": 600, "acknowledged": 1, "carried": 0, "open": 0},
    ),
    "over the week's beginning: resolved in it, opened before it": (
        [episode(-0.5, after=600, lasted=DAY)],
        {"opened": (0, 1), "mtta": None, "mttr": DAY, "acknowledged": 0, "carried": 1, "open": 0},
    ),
    "over the week's end: opened in it, still open when it ends": (
        [episode(6.5, after=60, lasted=DAY)],
        {"opened": (1, 0), "mtta": 60, "mttr": None, "acknowledged": 1, "carried": 0, "open": 1},
    ),
    "open since the week before": (
        [episode(-3)],
        {"opened": (0, 1), "mtta": None, "mttr": None, "acknowledged": 0, "carried": 1, "open": 1},
    ),
    "reopened: two episodes, each with its own times": (
        [episode(1, after=100, lasted=500), episode(1.5, lasted=100)],
        {"opened": (2, 0), "mtta": 100, "mttr": 300, "acknowledged": 1, "carried": 0, "open": 0},
    ),
    "at the very first moment of the week, and of the next": (
        [episode(0, lasted=0), episode(7, lasted=60)],
        {"opened": (1, 0), "mtta": None, "mttr": 0, "acknowledged": 0, "carried": 0, "open": 0},
    ),
    "acknowledged by a clock that is behind": (
        [episode(1, after=-5, lasted=60)],
        {"opened": (1, 0), "mtta": 0, "mttr": 60, "acknowledged": 1, "carried": 0, "open": 0},
    ),
}


@pytest.mark.parametrize("case", INCIDENTS)
def test_incidents(case):
    episodes, expected = INCIDENTS[case]
    made = figures(Gathered(episodes=tuple(episodes))).incidents
    assert {
        "opened": (made.opened.now, made.opened.before),
        "mtta": made.to_acknowledge.now,
        "mttr": made.to_resolve.now,
        "acknowledged": made.acknowledged,
        "carried": made.carried_in,
        "open": made.open_now,
    } == expected


def test_incidents_are_listed_worst_first_and_counted_by_severity():
    given = [
        episode(1, lasted=60, severity="P3"),
        episode(2, lasted=600, severity="P3"),
        episode(3, severity="P3"),
        episode(4, lasted=5, severity="P1"),
        episode(-2, lasted=5, severity="P1"),
    ]
    made = figures(Gathered(episodes=tuple(given))).incidents
    assert [each.id for each in made.listed] == ["wb-4", "wb-3", "wb-2", "wb-1"]
    assert {name: (count.now, count.before) for name, count in made.by_severity.items()} == {
        "P1": (1, 1), "P2": (0, 0), "P3": (3, 0), "P4": (0, 0),
    }  # fmt: skip


SPELLS = {
    "one time": (trip(1), None, [600]),
    "on as the week begins": ([Change(alarm="a", at=at(0.5), state="OK", was="ALARM")], None, [DAY / 2]),
    "was without data, not on, as the week begins": (
        [Change(alarm="a", at=at(0.5), state="OK", was="INSUFFICIENT_DATA")], None, [],
    ),
    "on as the week ends": ([Change(alarm="a", at=at(6), state="ALARM", was="OK")], at(6), [DAY]),
    "over the whole week, and before all that was read": ([], at(-30), [7 * DAY]),
    "began after the week": ([Change(alarm="a", at=at(8), state="ALARM", was="OK")], at(8), []),
    "the week before is cut off": (trip(-0.5, DAY), None, [DAY / 2]),
    "without data is not in alarm": (
        [Change(alarm="a", at=at(1), state="ALARM", was="OK"),
         Change(alarm="a", at=at(2), state="INSUFFICIENT_DATA", was="ALARM")], None, [DAY],
    ),
    "said twice": ([*trip(1, 600)[:1], *trip(1.001, 600)], None, [600 + 0.001 * DAY]),
}  # fmt: skip


@pytest.mark.parametrize("case", SPELLS)
def test_times_in_alarm(case):
    changes, on_since, expected = SPELLS[case]
    assert [spell.seconds for spell in spells(changes, on_since, WEEK)] == pytest.approx(expected)


def test_alarms_are_counted_by_day_and_priority_beside_the_week_before():
    changes = [*trip(0.1), *trip(0.2), *trip(6.9), *trip(-1), *trip(-8), *trip(7.1), *trip(1, name="unknown")]
    made = figures(Gathered(changes=tuple(changes), in_alarm={"other": at(9), "unknown": at(1)})).alarms
    assert (made.fired.now, made.fired.before) == (3, 1)
    assert made.by_day == (2, 0, 0, 0, 0, 0, 1)
    assert made.by_day_before == (0, 0, 0, 0, 0, 0, 1)
    assert (made.by_priority["high"].now, made.by_priority["low"].now, made.on_now) == (3, 0, 1)


SUGGESTIONS = {
    "over before anyone looks": ([trip(day) for day in range(5)], "before anyone can act"),
    "one bad day": ([trip(1 + hour / 24) for hour in range(5)], "All on one day"),
    "on most of the time": ([trip(0, 4 * DAY)], "most of the time"),
    "longer, on several days": ([trip(day, HOUR) for day in range(3)], "Known to mislead: a test was run"),
}


@pytest.mark.parametrize("case", SUGGESTIONS)
def test_a_noisy_alarm_gets_a_suggestion_that_fits_it(case):
    changes, words = SUGGESTIONS[case]
    (noisy,) = figures(Gathered(changes=tuple(one for pair in changes for one in pair))).alarms.noisy
    assert words in noisy.suggestion


def test_what_should_never_happen_gets_no_advice_to_raise_a_threshold():
    changes = tuple(one for day in range(5) for one in trip(day))
    (noisy,) = figures(Gathered(changes=changes), alarms={"errors": alarm("errors", event=True)}).alarms.noisy
    assert "mend what causes it" in noisy.suggestion


def test_an_alarm_that_fired_once_is_no_noise():
    assert figures(Gathered(changes=trip(1))).alarms.noisy == ()


def hours(value, start=0.0, end=7.0):
    return tuple((moment, value) for moment in range(int(at(start)), int(at(end)), HOUR))


def test_canaries_are_shares_of_runs_and_gaps_count_for_nothing():
    gathered = Gathered(
        runs={"canary-load": (*hours(12, -7, 0), *hours(12, 0, 1))},
        passed={"canary-load": (*hours(600, -7, 0), *hours(1200, 0, 0.5), *hours(900, 0.5, 1))},
    )
    made = figures(gathered).canaries
    rows = {row.function: (row.percent, row.before, row.runs) for row in made.rows}
    assert rows["load"] == (pytest.approx(87.5), pytest.approx(50), 288)
    assert rows["save"] == (None, None, 0)
    assert made.rows[0].function == "save"  # what did not run at all is worst
    assert made.percent == pytest.approx(87.5)


def test_functions_without_a_canary_are_in_no_figure_of_canaries():
    made = figures(functions=(function("load", canary=""),)).canaries
    assert (made.rows, made.percent, made.runs.now) == ((), None, 0)


@pytest.mark.parametrize(
    ("calls", "errors", "achieved", "left"),
    [
        (100_000, 50, 99.95, 50),
        (100_000, 100, 99.9, 0),
        (100_000, 300, 99.7, -200),
        (100_000, 0, 100, 100),
        (0, 0, None, None),
    ],
)
def test_an_error_budget(calls, errors, achieved, left):
    points = {"load": ((at(-20), calls),)}
    (made,) = figures(Gathered(calls=points, errors={"load": ((at(1), errors),)}), objective=99.9).objectives
    assert (made.achieved, made.budget_left) == (
        pytest.approx(achieved) if achieved is not None else None,
        pytest.approx(left, abs=1e-6) if left is not None else None,
    )


def peaks(start, slope, days=28, noise=0.0):
    return {
        WEEK.last - timedelta(days=days - 1 - number): start + slope * number + noise * (number % 3)
        for number in range(days)
    }


TRENDS = {
    "a straight line": (peaks(40, 1), 80, date(2026, 12, 5)),
    "a line with weather": (peaks(40, 1, noise=3), 80, date(2026, 12, 2)),
    "already there": (peaks(90, 1), 80, WEEK.last),
    "level": (peaks(40, 0), 80, None),
    "falling": (peaks(70, -1), 80, None),
    "too slow to tell": (peaks(10, 0.1), 80, None),
    "too few days": (peaks(40, 5, days=9), 80, None),
    "one campaign": ({**peaks(40, 0), WEEK.last: 400.0}, 80, None),
    "no data": ({}, 80, None),
}


@pytest.mark.parametrize("case", TRENDS)
def test_when_a_trend_reaches_its_limit(case):
    given, threshold, expected = TRENDS[case]
    line = trend(given)
    assert (line.reaches(threshold) if line else None) == expected


def test_days_without_data_are_gaps_in_a_trend_and_not_zeros():
    whole = peaks(40, 1)
    gapped = {day: value for day, value in whole.items() if day.day % 4}
    assert trend(gapped).slope == pytest.approx(trend(whole).slope)


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (Level(peaks=peaks(60, 1)), Verdict.OVER),
        (Level(peaks=peaks(50, 1)), Verdict.SOON),
        (Level(peaks=peaks(50, 0)), Verdict.FINE),
        (Level(peaks={WEEK.first - timedelta(days=9): 99.0}), Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_a_limit_is_held_to_its_alarms_threshold(level, verdict):
    gathered = Gathered(levels={"l0_e1": level} if level else {})
    (row,) = figures(gathered).capacity.limits
    assert row.verdict is verdict


def test_a_peak_at_the_threshold_is_not_over_it_as_for_the_alarm():
    (row,) = figures(Gathered(levels={"l0_e1": Level(peaks=peaks(80, 0))})).capacity.limits
    assert row.verdict is Verdict.FINE


def test_the_tightest_limit_comes_first_and_hours_above_are_those_of_the_week():
    gathered = Gathered(
        levels={
            "l0_e1": Level(peaks=peaks(10, 0)),
            "l1_e1": Level(peaks=peaks(90, 0), above={WEEK.first: 7200.0, WEEK.first - timedelta(days=1): 9e9}),
            "l2_e1": Level(peaks=peaks(30, 0)),
        }
    )
    limits = tuple(limit(id=f"l{number}_e1", resource=str(number)) for number in range(3))
    rows = figures(gathered, limits=limits).capacity.limits
    assert [row.resource for row in rows] == ["1", "2", "0"]
    assert rows[0].hours == 2


def test_memory_is_named_when_it_is_nearly_all_used():
    made = figures(Gathered(memory={"load": 950.0, "save": 500.0})).capacity
    assert [(row.function, row.percent) for row in made.memory] == [("load", 95.0)]


def test_coverage_names_what_is_missing_critical_functions_first():
    functions = (
        function("a"), function("b", canary=""), function("c", canary="", critical=True), function("d", alarms=0),
    )  # fmt: skip
    made = figures(functions=functions).coverage
    assert [row.function for row in made.rows] == ["c", "b", "d", "a"]
    assert (made.with_alarms, made.with_canary, made.with_runbook) == (3, 2, 4)


def test_a_week_without_any_data_is_reckoned_and_hides_nothing():
    made = figures(functions=(), limits=(), pressures=(), alarms={})
    assert (made.alarms.fired.now, made.incidents.to_resolve.now, made.canaries.percent) == (0, None, None)
    assert made.advice == ()


def test_advice_is_short_and_the_most_urgent_comes_first():
    gathered = Gathered(
        episodes=(episode(1, lasted=60, severity="P1"),),
        changes=tuple(one for day in range(6) for one in trip(day)),
        levels={"l0_e1": Level(peaks=peaks(95, 0))},
        calls={"load": ((at(1), 1000.0),)},
        errors={"load": ((at(1), 100.0),)},
        pressure={"p0": ((at(1), 7.0),)},
        runs={"canary-load": hours(12), "canary-save": hours(12)},
        passed={"canary-load": hours(600), "canary-save": hours(1200)},
    )
    functions = (function("load"), function("save"), function("bare", canary="", critical=True))
    advice = figures(gathered, objective=99.9, functions=functions).advice
    starts = ["orders: the error budget", "scores: near shard", "load: throttled, 7 times", "load: only 50 %",
              "P1 error rate high was acknowledged by nobody", "load: error rate high fired 6 times"]  # fmt: skip
    assert [words[: len(start)] for words, start in zip(advice, starts, strict=True)] == starts


def test_the_same_input_gives_the_same_figures():
    gathered = Gathered(changes=trip(1), episodes=(episode(1),))
    assert figures(gathered) == figures(replace(gathered))


def test_an_alarm_of_another_priority_is_counted_under_it():
    made = figures(Gathered(changes=trip(1)), alarms={"errors": alarm("errors", priority="low")}).alarms
    assert {name: count.now for name, count in made.by_priority.items()} == {"high": 0, "medium": 0, "low": 1}
