"""A metric alarm over time: when it changes, why, and what that leans on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.evaluator import verdict
from monitors.evaluator.assumption import Assumptions, Young
from monitors.evaluator.math import Doubt as MathDoubt
from monitors.evaluator.math import MathError
from monitors.evaluator.metric_alarm import evaluate
from monitors.evaluator.sample import Sample, external, identify, point
from monitors.evaluator.state import State
from monitors.model.alarm import Comparison, Condition, LowSamples, MissingData
from monitors.model.metric import Metric, math, single

START = 1_767_571_200  # Monday 2026-01-05 00:00:00 UTC
CALLS = Metric(namespace="AWS/Lambda", name="Invocations", statistic="Sum")
MINUTE = 60


def condition(series, text: str, of: str, treat: str = "notBreaching", **more) -> Condition:
    """`> 5`, `3 of 5` → a condition."""
    sign, threshold = text.split()
    needed, periods = (int(part) for part in of.split(" of "))
    return Condition(
        series=series if isinstance(series, tuple) else single(series),
        comparison=next(one for one in Comparison if one.symbol == sign),
        threshold=float(threshold),
        unit="",
        evaluation_periods=periods,
        datapoints_to_alarm=needed,
        missing_data=MissingData(treat),
        **more,
    )


def minutes(*values: float | None, delay: int = 0, start: int = START) -> list[Sample]:
    """A sample a minute; None publishes nothing. `delay` in seconds after the minute's end."""
    return [
        point(start + MINUTE * place, value, published=start + MINUTE * (place + 1) + delay)
        for place, value in enumerate(values)
        if value is not None
    ]


def life(condition: Condition, data, minutes: float, *, created: int = 0, **choices) -> list[tuple[float, str]]:
    """[(minute, state)] from creation on."""
    timeline = evaluate(
        condition,
        data if isinstance(data, dict) else {identify(condition.series[0].metric): data},
        name="a",
        created=START + created * MINUTE,
        end=START + int(minutes * MINUTE),
        assumptions=Assumptions(**choices),
    )
    return [((change.at - START) / MINUTE, change.state.value) for change in timeline.transitions]


@pytest.mark.parametrize(
    ("period", "of", "expected"),
    [
        (3600, "1 of 1", [61, 121, 181, 241]),
        (900, "4 of 4", [61, 76, 91, 106]),
        (300, "12 of 12", [61, 66, 71, 76]),
        (60, "60 of 60", [61, 62, 63, 64]),
        (900, "8 of 8", [121, 136, 151, 166]),  # measured on AWS: 151
    ],
)
@pytest.mark.parametrize("extra", range(4))
def test_how_late_a_dead_heartbeat_is_noticed_depends_on_the_range(period, of, expected, extra):
    """Facts §6.2 F and the live trace of §1.3. The last call is in the minute before 0."""
    calls = minutes(*[1.0] * 600, start=START - 600 * MINUTE)
    found = life(
        condition(CALLS.at(period=period), "< 1", of, "breaching"), calls, 300, created=-300, extra_points=extra
    )
    # The last call's minute is 0 in the facts, -1 here; the alarm is evaluated on whole minutes.
    assert [at + 1 for at, state in found if state == "ALARM"] == [expected[extra]]


@pytest.mark.parametrize(
    ("treat", "final", "at"),
    [("missing", "INSUFFICIENT_DATA", 180), ("notBreaching", "OK", -299), ("ignore", "OK", -299)],
)
def test_other_treatments_never_notice_a_dead_heartbeat(treat, final, at):
    calls = minutes(*[1.0] * 600, start=START - 600 * MINUTE)
    assert life(condition(CALLS.at(period=3600), "< 1", "1 of 1", treat), calls, 600, created=-300)[-1] == (at, final)


def test_a_new_heartbeat_alarm_without_data_is_in_alarm_within_a_minute_unless_it_warms_up():
    heartbeat = condition(CALLS.at(period=3600), "< 1", "1 of 1", "breaching")
    warmed = condition(CALLS.at(period=3600), "< 1", "1 of 1", "breaching", warm_up_minutes=30)
    assert life(heartbeat, [], 90)[1] == (1, "ALARM")
    assert life(warmed, [], 90)[1] == (30, "ALARM")


def test_warming_up_ends_early_once_the_window_is_full():
    warmed = condition(CALLS, "> 5", "3 of 3", "missing", warm_up_minutes=30)
    assert life(warmed, minutes(9, 9, 9, 9, 9), 60)[1] == (3, "ALARM")


def test_windows_slide_by_the_minute_and_are_not_aligned_to_the_clock():
    """Two errors 4 min apart, across a 5-minute clock boundary, fall into one window for a minute."""
    errors = minutes(*[0.0] * 3, 1, 0, 0, 0, 1, *[0.0] * 12)
    assert life(condition(CALLS.at(period=300), "≥ 2", "1 of 1"), errors, 18) == [
        (0, "INSUFFICIENT_DATA"),
        (1, "OK"),
        (8, "ALARM"),
        (9, "OK"),
    ]


def test_late_data_is_judged_when_it_is_published():
    values, rule = (0, 0, 0, 9, 0, 0, 0, 0), condition(CALLS, "> 5", "1 of 2")
    assert [at for at, state in life(rule, minutes(*values), 12) if state == "ALARM"] == [4]
    # The point comes 2 min 30 s after its minute's end and is seen at the next whole minute…
    assert [at for at, state in life(rule, minutes(*values, delay=150), 12) if state == "ALARM"] == [7]
    # …or sooner by an alarm whose own second lies after it.
    assert [at for at, state in life(rule, minutes(*values, delay=150), 12, second=45) if state == "ALARM"] == [6.75]


def test_data_later_than_the_range_is_long_is_never_seen():
    rule = condition(CALLS, "> 5", "1 of 1")
    assert life(rule, minutes(*[9.0] * 30, delay=180), 30) == [(0, "INSUFFICIENT_DATA"), (1, "OK")]


def test_a_sparse_alarm_holds_until_its_point_has_left_the_range():
    errors = minutes(None, None, 1)
    assert life(condition(CALLS.at(period=300), "≥ 1", "1 of 1"), errors, 60)[1:] == [
        (1, "OK"),
        (3, "ALARM"),
        (18, "OK"),
    ]
    filled = condition(math("FILL(m,0)", m=CALLS.at(period=300)), "≥ 1", "1 of 1")
    assert life(filled, errors, 60)[1:] == [(1, "OK"), (3, "ALARM"), (8, "OK")]


def test_high_resolution_alarms_are_evaluated_every_ten_seconds():
    samples = [point(START + 10 * place, 9.0 if place >= 6 else 0.0, step=10) for place in range(30)]
    found = life(condition(CALLS.at(period=10), "> 5", "2 of 2"), samples, 6)
    assert [(round(at * 60), state) for at, state in found[1:]] == [(10, "OK"), (80, "ALARM"), (330, "OK")]


def test_more_than_a_day_of_data_is_evaluated_hourly_up_to_the_top_of_the_hour():
    calls = minutes(*[0.0] * 200, 9, *[0.0] * 3000)
    rule = condition(CALLS.at(period=3600), "> 5", "1 of 25")
    assert [at for at, state in life(rule, calls, 600) if state == "ALARM"] == [240]
    assert [
        at for at, state in life(condition(CALLS.at(period=3600), "> 5", "1 of 24"), calls, 600) if state == "ALARM"
    ] == [201]


@pytest.mark.parametrize(("zone", "expected"), [("UTC", 24 * 60), ("+05:30", 18.5 * 60), ("America/New_York", 5 * 60)])
def test_wall_clock_days_end_at_midnight_of_their_zone(zone, expected):
    calls = minutes(*[0.0] * 200, 9, *[0.0] * 3000)
    rule = condition(CALLS.at(period=86_400), "> 5", "1 of 1", wall_clock=zone)
    assert [at for at, state in life(rule, calls, 3000) if state == "ALARM"] == [expected]


def test_a_wall_clock_hour_in_which_nothing_happened_is_noticed_at_the_hours_end_whatever_the_range():
    calls = minutes(*[1.0] * 90)
    rule = condition(CALLS.at(period=3600), "< 1", "1 of 1", "breaching", wall_clock="UTC")
    for extra in range(4):
        assert [at for at, state in life(rule, calls, 400, created=60, extra_points=extra) if state == "ALARM"] == [180]


def test_a_percentile_of_too_few_samples_keeps_the_state_if_told_so():
    latency = CALLS.at(statistic="p99")
    few = minutes(9, 9, 9)
    many = [point(START + MINUTE * place, 9, count=1000) for place in range(3)]
    careful = condition(latency, "> 5", "1 of 1", low_samples=LowSamples.IGNORE)
    assert life(careful, few, 3)[-1][1] == "INSUFFICIENT_DATA"
    assert life(careful, many, 3)[-1][1] == "ALARM"
    assert life(condition(latency, "> 5", "1 of 1"), few, 3)[-1][1] == "ALARM"


def test_math_over_two_metrics_reads_both_at_the_same_windows():
    errors, calls = CALLS.at(period=300), Metric(namespace="N", name="Calls", statistic="Sum", period=300)
    rate = condition(math("IF(c >= 20, 100*e/c, 0)", e=errors, c=calls), "> 5", "1 of 1")
    data = {identify(errors): minutes(0, 0, 8, 0, 0, 0, 0, 0, 0), identify(calls): minutes(*[10.0] * 9)}
    assert life(rate, data, 9)[1:] == [(1, "OK"), (3, "ALARM"), (8, "OK")]


def test_math_across_time_sees_points_one_period_apart():
    growing = condition(math("IF(FILL(DIFF(m),0) > 0, 1, 0)", m=CALLS), "≥ 1", "3 of 3")
    assert life(growing, minutes(5, 5, 6, 7, 8, 8, 8), 8)[1:] == [(1, "OK"), (5, "ALARM"), (6, "OK")]


def test_a_band_takes_the_thresholds_place():
    series = (*single(CALLS, id="m1"),)
    outside = condition(series, "outside 0", "1 of 1", band="ad1")
    data = {
        identify(CALLS): minutes(5, 5, 9, 5, 1, 5),
        external("ad1.lower"): minutes(*[2.0] * 6),
        external("ad1.upper"): minutes(*[8.0] * 6),
    }
    assert [at for at, state in life(outside, data, 6) if state == "ALARM"] == [3, 5]
    above = condition(series, "above 0", "1 of 1", band="ad1")
    assert [at for at, state in life(above, data, 6) if state == "ALARM"] == [3]


def test_reasons_are_worded_as_cloudwatch_words_them():
    found = evaluate(
        condition(CALLS, "> 5", "2 of 3", "breaching"),
        {identify(CALLS): minutes(0, 9, 8, 0, 0)},
        name="a",
        created=START,
        end=START + 20 * MINUTE,
    )
    filled = "Threshold Crossed: 2 missing datapoints were treated as [Breaching]"
    assert [change.reason for change in found.transitions] == [
        "Unchecked: Initial alarm creation",
        f"{filled} (minimum 2 datapoints for OK -> ALARM transition).",
        (
            "Threshold Crossed: 2 out of the last 3 datapoints [0.0 (05/01/26 00:04:00), 0.0 (05/01/26 00:03:00)] "
            "were not greater than the threshold (5.0) (minimum 2 datapoints for ALARM -> OK transition)."
        ),
        f"{filled} (minimum 2 datapoints for OK -> ALARM transition).",
    ]
    empty = evaluate(condition(CALLS, "> 5", "2 of 3", "breaching"), {}, name="a", created=START, end=START + 60)
    assert empty.transitions[1].reason == (
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as "
        "[Breaching]."
    )
    gone = evaluate(
        condition(CALLS, "> 5", "1 of 1", "missing"),
        {identify(CALLS): minutes(9)},
        name="a",
        created=START,
        end=START + 20 * MINUTE,
    )
    assert gone.transitions[1].reason == (
        "Threshold Crossed: 1 out of the last 1 datapoints [9.0 (05/01/26 00:00:00)] was greater than "
        "the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert gone.transitions[2].reason == "Insufficient Data: 1 datapoint was unknown."


def test_a_doubt_says_when_and_which_readings():
    found = evaluate(
        condition(CALLS, "> 5", "3 of 3", "missing"),
        {identify(CALLS): minutes(9)},
        name="a",
        created=START,
        end=START + 9 * MINUTE,
    )
    young, old = found.doubts
    assert (young.at - START, young.until - START, young.reason) == (60, 60, verdict.TOO_YOUNG)
    assert (old.at - START, old.until - START, old.reason) == (240, 300, verdict.NO_LONGER_IN_PERIODS)
    assert State.ALARM in old.readings
    assert State.OK in old.readings


def test_an_assumption_that_is_chosen_shows_in_the_states():
    rule = condition(CALLS, "> 5", "3 of 3", "missing")
    assert life(rule, minutes(9), 2)[-1] == (1, "OK")
    assert life(rule, minutes(9), 2, young=Young.KEEP)[-1] == (0, "INSUFFICIENT_DATA")
    filled = condition(math("FILL(m,0)", m=CALLS), "< 1", "1 of 1")
    assert life(filled, [], 2)[-1] == (1, "ALARM")
    assert life(filled, [], 2, contrary=frozenset({MathDoubt.FILL_ABSENT}))[-1] == (1, "OK")


def test_math_cloudwatch_refuses_is_refused():
    with pytest.raises(MathError):
        life(condition(math("m +", m=CALLS), "> 1", "1 of 1"), {}, 5)


series = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=12, max_size=30)


@settings(deadline=None)
@given(series, st.integers(1, 3), st.sampled_from(MissingData), st.randoms(use_true_random=False))
def test_a_shuffled_arrival_gives_the_same_states(values, needed, treat, random):
    rule = condition(CALLS.at(period=120), "> 4", f"{needed} of 3", treat.value)
    published = minutes(*values, delay=70)
    shuffled = list(published)
    random.shuffle(shuffled)
    assert life(rule, published, 40) == life(rule, shuffled, 40)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=10, max_size=20),
    st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=10, max_size=10),
    st.sampled_from(MissingData),
)
def test_older_data_never_changes_an_alarm_whose_window_is_full(values, older, treat):
    rule = condition(CALLS, "> 4", "2 of 3", treat.value)
    known = minutes(*values)
    both = [*minutes(*older, start=START - 10 * MINUTE), *known]
    assert life(rule, known, len(values), created=2) == life(rule, both, len(values), created=2)


@settings(deadline=None)
@given(series, st.integers(0, 29), st.sampled_from(MissingData))
def test_a_worse_point_never_shortens_the_time_in_alarm(values, place, treat):
    """Of an alarm that looks at every point it has; `ignore` and `missing` also turn on the state before."""
    if treat in (MissingData.IGNORE, MissingData.MISSING) or place >= len(values) or values[place] is None:
        return
    worse = [*values[:place], 9, *values[place + 1 :]]
    rule = condition(CALLS, "> 4", "2 of 3", treat.value)
    assert _alarmed(rule, values) <= _alarmed(rule, worse)


def _alarmed(rule, values) -> set[int]:
    found = evaluate(rule, {identify(CALLS): minutes(*values)}, name="a", created=START, end=START + 40 * MINUTE)
    return {minute for minute in range(41) if found.state_at(START + minute * MINUTE) is State.ALARM}
