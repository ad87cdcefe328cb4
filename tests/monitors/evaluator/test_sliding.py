"""However datapoints are computed, whole columns or phases at once, they are those of each range by itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.datapoint import inputs
from monitors.evaluator.math import compile_set
from monitors.evaluator.point import watch
from monitors.evaluator.sample import identify, point
from monitors.evaluator.sliding import SlidingColumns, SlidingRows
from monitors.evaluator.sliding_phase import SlidingPhases
from monitors.evaluator.window import Span, columns
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import Metric, math

START = 1_767_571_200  # Monday 2026-01-05 00:00:00 UTC
DEPTH = Metric(namespace="N", name="Depth", statistic="Maximum")
SENT = Metric(namespace="N", name="Sent", statistic="Sum")


def condition(expression: str, period: int) -> Condition:
    metrics = {"m": DEPTH.at(period=period), "s": SENT.at(period=period)}
    return Condition(
        series=math(expression, **{name: metric for name, metric in metrics.items() if name in expression.split()}),
        comparison=Comparison.GREATER,
        threshold=0.5,
        unit="",
        evaluation_periods=3,
        datapoints_to_alarm=2,
        missing_data=MissingData.MISSING,
    )


def one_by_one(rule: Condition, data, ticks) -> list[bytes]:
    """Every evaluation in a run of its own."""
    program = compile_set(rule.series)
    span = Span(schedule=ticks, width=rule.period // 60, ages=rule.evaluation_periods + 2)
    given = {key: columns(data.get(of, ()), stat, span) for key, (of, stat) in inputs(rule, program)}
    rows = SlidingRows(rule, program, given, span, Assumptions())
    rows._at_once = 1
    return list(rows.patterns())


minutes = st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=12, max_size=40)


@pytest.mark.parametrize(
    ("expression", "way"),
    [
        ("m + 1", SlidingColumns),
        ("DIFF( m )", SlidingPhases),
        ("FILL(DIFF( m ),0)", SlidingPhases),
        ("RATE(FILL( m ,0)) * 60", SlidingPhases),
        ("DIFF_TIME( m ) - 60", SlidingPhases),
        ("IF(FILL( m ,0) > 1 AND FILL(DIFF( m + s ),0) > 0, 1, 0)", SlidingPhases),
        ("DIFF(DIFF( m ))", SlidingRows),
        ("DIFF( m ) + DIFF( s )", SlidingRows),
        ("RUNNING_SUM( m )", SlidingRows),
        ("FILL( m , REPEAT)", SlidingRows),
        ("DIFF( m ) - AVG( s )", SlidingRows),
        ("SUM(DIFF([ m , s ]))", SlidingRows),
    ],
)
@settings(max_examples=40)
@given(depth=minutes, sent=minutes, period=st.sampled_from([60, 120, 300]), delay=st.sampled_from([0, 0, 90]))
def test_all_ways_give_the_datapoints_of_each_range_by_itself(expression, way, depth, sent, period, delay):
    rule = condition(expression, period)
    data = {
        identify(metric): [
            point(START + 60 * place, value, published=START + 60 * place + 60 + delay)
            for place, value in enumerate(values)
            if value is not None
        ]
        for metric, values in ((DEPTH, depth), (SENT, sent))
    }
    ticks, seen = watch(rule, data, created=START, end=START + 60 * len(depth), assumptions=Assumptions())
    late = delay and any(data[identify(series.metric)] for series in rule.series if series.metric)
    assert type(seen) is (SlidingRows if late and way is SlidingPhases else way)
    assert list(seen.patterns()) == one_by_one(rule, data, ticks)
