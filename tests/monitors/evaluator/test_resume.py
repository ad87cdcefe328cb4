"""An alarm evaluated minute by minute, from no more data than is in reach, is what it is evaluated at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluator.metric_alarm import Standing, evaluate, reach, resume
from monitors.evaluator.sample import identify
from monitors.model.metric import math
from tests.monitors.evaluator.test_metric_alarm import CALLS, MINUTE, START, condition, minutes

LENGTH = 45
CONDITIONS = st.builds(
    condition,
    st.sampled_from([CALLS, CALLS.at(period=300), math("FILL(m, 1) * 2", m=CALLS)]),
    st.sampled_from(["> 5", "< 3"]),
    st.sampled_from(["1 of 1", "2 of 3", "3 of 3", "1 of 5"]),
    st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    warm_up_minutes=st.sampled_from([None, 4, 20]),
    wall_clock=st.sampled_from([None, None, "UTC"]),
)


@given(
    alarm=CONDITIONS,
    values=st.lists(st.sampled_from([None, 0.0, 4.0, 9.0]), max_size=LENGTH),
    delay=st.sampled_from([0, 90]),
    step=st.integers(1, 7),
)
def test_resumed_alarm_changes_as_one_that_is_evaluated_at_once(alarm, values, delay, step) -> None:
    series, samples = identify(CALLS), minutes(*values, delay=delay)
    end = START + LENGTH * MINUTE
    whole = evaluate(alarm, {series: samples}, name="a", created=START, end=end).transitions[1:]
    standing, found, since = Standing.initial(alarm, START), [], START
    while since < end:
        now = min(end, since + step * MINUTE)
        known = [s for s in samples if since - reach(alarm) <= s.time < now and s.published <= now]
        standing, changes = resume(alarm, {series: known}, standing, since=since, end=now)
        found += changes
        since = now
    assert found == list(whole)
    assert [change.seen for change in found] == [change.seen for change in whole]
