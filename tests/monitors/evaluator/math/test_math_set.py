"""A metric-data set as a whole: its limits, its references, and the one program it makes."""

from __future__ import annotations

import pytest

from monitors.evaluator.math import MathError, check_set, compile_set
from monitors.model.metric import Metric, Series, math, single


def metric(period: int = 60) -> Metric:
    return Metric(namespace="N", name="M", statistic="Sum", period=period)


def a_set(*, returns: str, periods: dict[str, int] | None = None, **expressions: str) -> tuple[Series, ...]:
    metrics = [
        Series(id=name, metric=metric(period), returns=name == returns)
        for name, period in (periods or {"m": 60}).items()
    ]
    made = [Series(id=name, expression=text, returns=name == returns) for name, text in expressions.items()]
    return (*made, *metrics)


@pytest.mark.parametrize(
    ("series", "reasons"),
    [
        (single(metric()), []),
        (math("100 * a / b", a=metric(), b=metric()), []),
        (a_set(returns="e2", e1="FILL(m, 0)", e2="e1 * 2"), []),
        (a_set(returns="e2", e2="SUM(e1)", e1="[m, m]"), []),
        (a_set(returns="e2", e1="ANOMALY_DETECTION_BAND(m, 2)", e2="m > LAST(e1)"), []),
        (a_set(returns="m", e1="METRICS()"), []),
        ((), ["empty"]),
        (a_set(returns=""), ["returns"]),
        (a_set(returns="e1", e1="m") + single(metric(), id="n"), ["returns"]),
        (a_set(returns="m0", periods={f"m{i}": 60 for i in range(11)}), ["too-many"]),
        (a_set(returns="e0", **{f"e{i}": "m" for i in range(11)}), ["too-many"]),
        (a_set(returns="a", periods={"a": 60, "b": 300}), ["mixed-periods"]),
        (a_set(returns="m", periods={"m": 45}), ["invalid-period"]),
        (a_set(returns="m", periods={"m": 90}), ["invalid-period"]),
        (a_set(returns="m", periods={"m": 20}), []),
        (a_set(returns="M1", periods={"M1": 60}), ["invalid-id"]),
        (a_set(returns="m-1", periods={"m-1": 60}), ["invalid-id"]),
        (a_set(returns="m" * 256, periods={"m" * 256: 60}), ["invalid-id"]),
        ((*single(metric()), Series(id="m1", metric=metric())), ["duplicate-id"]),
        (a_set(returns="e1", e1="nobody + 1"), ["unknown-id"]),
        (a_set(returns="e1", e1="m +", e2="e1 + m"), ["syntax"]),
        (a_set(returns="e1", e1="e2", e2="e1"), ["cycle"]),
        (a_set(returns="e1", e1="e1 + 1"), ["cycle"]),
        (a_set(returns="e1", e1="METRICS()"), ["several-series"]),
        (a_set(returns="e2", e1="[m, m]", e2="e1 * 2"), ["several-series"]),
        (a_set(returns="e2", e1="AVG(m)", e2="m - e1"), ["not-a-series"]),
        (a_set(returns="e1", e1="SEARCH('x', 'Sum')"), ["search-in-alarm"]),
        (a_set(returns="e1", e1="m / PERIOD(e2)", e2="m"), ["wrong-type"]),
        (a_set(returns="m", e1="ANOMALY_DETECTION_BAND(m)", periods={"m": 7200}), ["band"]),
        (a_set(returns="m", e1="SUM([ANOMALY_DETECTION_BAND(m), ANOMALY_DETECTION_BAND(m, 3)])"), ["band"]),
        (a_set(returns="m", e1="SUM([ANOMALY_DETECTION_BAND(m), METRICS()])"), ["band"]),
        (a_set(returns="e1", e1="x +", e2="y", periods={"m": 7}), ["invalid-period", "syntax", "unknown-id"]),
    ],
)  # fmt: skip
def test_every_problem_of_a_set_is_named_at_once(series: tuple[Series, ...], reasons: list[str]) -> None:
    assert sorted(text.partition(":")[0] for text in check_set(series)) == reasons


def test_a_problem_names_series_and_column() -> None:
    assert check_set(a_set(returns="e1", e1="2 * nobody")) == (
        "unknown-id: e1: column 5: no id 'nobody'; known: e1, m",
    )


@pytest.mark.parametrize(
    ("series", "columns", "expected"),
    [
        (single(metric()), {"m1": [1.0, None]}, [1.0, None]),
        (math("100 * a / b", a=metric(), b=metric()), {"a": [1.0, 1.0], "b": [4.0, None]}, [25.0, None]),
        (a_set(returns="e3", e3="e2 - e1", e2="SUM(e0)", e1="FILL(m, 1)", e0="[e1, m, e1]"), {"m": [None, 3]}, [1, 6]),
        (a_set(returns="e1", e1="SUM(METRICS())", e2="m * 100"), {"m": [7.0, None]}, [7.0, None]),
        (
            a_set(returns="e2", e1="ANOMALY_DETECTION_BAND(m)", e2="IF(m > LAST(e1), 1, 0)"),
            {"m": [5.0, 7.0], "e1.lower": [0.0, 0.0], "e1.upper": [6.0, 6.0]},
            [0.0, 1.0],
        ),
        (a_set(returns="e1", e1="LAMBDA('f')"), {"e1": [1.0, 2.0]}, [1.0, 2.0]),
    ],
)
def test_a_set_is_one_program_over_its_metrics(
    series: tuple[Series, ...], columns: dict[str, list[float | None]], expected: list[float | None]
) -> None:
    for _ in range(2):  # compiled shapes are shared; the second run must not see traces of the first
        assert compile_set(series).evaluate(columns, [0, 60], 60) == expected


def test_expressions_that_the_returned_one_does_not_need_are_left_out() -> None:
    program = compile_set(a_set(returns="e1", e1="a * 2", e2="b - AVG(b)", periods={"a": 60, "b": 60}))
    assert program.references == {"a"}
    assert program.warnings == ()


def test_metrics_keep_the_order_of_the_request() -> None:
    program = compile_set(a_set(returns="e1", e1="FIRST(METRICS())", periods={"z": 60, "a": 60}))
    assert program.evaluate({"a": [1.0], "z": [2.0]}, [0], 60) == [2.0]


def test_an_expression_used_twice_at_every_level_is_computed_once_a_level() -> None:
    doubled = {f"e{level}": f"e{level - 1}" + f" + e{level - 1}" * 200 for level in range(1, 10)}
    program = compile_set(a_set(returns="e9", e0="m", **doubled))
    assert program.evaluate({"m": [1.0]}, [0], 60) == pytest.approx([201.0**9])


def test_a_bad_set_is_refused_with_its_first_problem() -> None:
    with pytest.raises(MathError) as caught:
        compile_set(a_set(returns="e1", e1="e1"))
    assert caught.value.reason == "cycle"
