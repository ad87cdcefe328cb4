"""Every function of facts/cloudwatch.md §2, by vectors: `-` is a missing point, one column a minute."""

from __future__ import annotations

import math

import pytest

from monitors.evaluator.math import Doubt, MathError, compile_expression

MINUTE = 60


def column(text: str) -> list[float | None]:
    return [None if word == "-" else float(word) for word in text.split()]


def run(expression: str, columns: dict[str, str], contrary: frozenset[Doubt] = frozenset()) -> list[float | None]:
    given = {name: column(text) for name, text in columns.items()}
    length = len(next(iter(given.values())))
    program = compile_expression(expression, frozenset(given))
    return program.evaluate(given, [index * MINUTE for index in range(length)], MINUTE, contrary=contrary)


def check(expression: str, columns: dict[str, str], expected: str) -> None:
    assert run(expression, columns) == pytest.approx(column(expected))


GAPS = {"a": "1 2 - -", "b": "3 - 4 -"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b", "4 2 4 -"),
        ("a - b", "-2 2 -4 -"),
        ("a * b", "3 0 0 -"),
        ("a / b", "0.333333333 - 0 -"),
        ("b / a", "3 0 - -"),
        ("b ^ a", "3 0 1 -"),
        ("-a", "-1 -2 - -"),
        ("a + 10", "11 12 - -"),
        ("10 - a", "9 8 - -"),
        ("a / 0", "- - - -"),
        ("a / (1/0)", "- - - -"),
        ("a * -2", "-2 -4 - -"),
        ("SUM(100 / [a, b])", "133.333333333 50 25 -"),
        ("MAX([a, b] - a)", "2 0 4 -"),
        ("SUM(-[a, b])", "-4 -2 -4 -"),
        ("2 ^ 3 ^ 2 + 0 * a", "512 512 - -"),
        ("-a ^ 2", "-1 -4 - -"),
        ("(0 - a) ^ 0.5", "- - - -"),
        ("a * 10 ^ 300 * 10 ^ 300", "- - - -"),
        (".5 * a + 1e1", "10.5 11 - -"),
    ],
)
def test_arithmetic_counts_a_missing_side_as_zero_and_drops_division_by_zero(expression: str, expected: str) -> None:
    check(expression, GAPS, expected)


AWS_COMPARISON = {"metric1": "30 20 0 0", "metric2": "20 - 20 -"}


@pytest.mark.parametrize(
    ("expression", "columns", "expected"),
    [
        ("metric1 < metric2", AWS_COMPARISON, "0 0 1 0"),
        ("metric1 >= 30", AWS_COMPARISON, "1 0 0 0"),
        ("metric1 > 15 AND metric2 > 15", AWS_COMPARISON, "1 0 0 0"),
        ("a == b", GAPS, "0 0 0 -"),
        ("a != b", GAPS, "1 1 1 -"),
        ("a <= b", GAPS, "1 0 1 -"),
        ("a > b", GAPS, "0 1 0 -"),
        ("a >= 2", GAPS, "0 1 - -"),
        ("2 > a", GAPS, "1 0 - -"),
        ("a && b", GAPS, "1 0 0 -"),
        ("a || b", GAPS, "1 1 1 -"),
        ("a OR b", GAPS, "1 1 1 -"),
        ("a + (1 < 2)", GAPS, "2 3 - -"),
    ],
)
def test_comparison_and_logic_give_zero_or_one(expression: str, columns: dict[str, str], expected: str) -> None:
    check(expression, columns, expected)


AWS_IF = {"m1": "1 1 0 0 -", "m2": "30 - 0 0 30", "m3": "0 0 20 - 20"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("IF(m1, m2, m3)", "30 0 20 0 -"),
        ("IF(m1, 5, m3)", "5 5 20 - -"),
        ("IF(m1, m2, 5)", "30 0 5 5 -"),
        ("IF(m1, 5, 2)", "5 5 2 2 -"),
        ("IF(m1, m2)", "30 0 - - -"),
        ("IF(m1, 5)", "5 5 - - -"),
        ("IF(m1 < 1, 10, 2)", "2 2 10 10 -"),
        ("IF(-m1, 5, 2)", "5 5 2 2 -"),
        ("IF(1, m2, m3)", "30 - 0 0 30"),
        ("IF(0, m2, m3)", "0 0 20 - 20"),
        ("IF(0, m2)", "- - - - -"),
        ("IF(1/0, m2, m3)", "- - - - -"),
    ],
)
def test_if_follows_awss_vectors(expression: str, expected: str) -> None:
    check(expression, AWS_IF, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ABS(a)", "1.5 2.5 - 0"),
        ("CEIL(a)", "-1 3 - 0"),
        ("FLOOR(a)", "-2 2 - 0"),
        ("LOG(ABS(a))", f"{math.log(1.5)} {math.log(2.5)} - -"),
        ("LOG10(a * 40)", "- 2 - -"),
        ("SUM(ABS([a, a]))", "3 5 - 0"),
        ("CEIL(10 ^ 308 * a * 10)", "- - - 0"),
    ],
)
def test_rounding_takes_each_point_by_itself(expression: str, expected: str) -> None:
    check(expression, {"a": "-1.5 2.5 - 0"}, expected)


SPARSE = {"a": "2 - 4 6", "b": "10 1 - 2", "c": "- - - 7"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TIME_SERIES(AVG(a))", "3 3 3 3"),
        ("TIME_SERIES(SUM(a))", "12 12 12 12"),
        ("TIME_SERIES(MIN(a))", "2 2 2 2"),
        ("TIME_SERIES(MAX(a))", "6 6 6 6"),
        ("TIME_SERIES(STDDEV(a) ^ 2)", "2.666666667 2.666666667 2.666666667 2.666666667"),
        ("TIME_SERIES(DATAPOINT_COUNT(a))", "3 3 3 3"),
        ("a - MIN(a)", "0 - 2 4"),
        ("a + MAX(a / 0)", "- - - -"),
        ("a + STDDEV(a / 0)", "- - - -"),
        ("a + SUM(a / 0)", "2 - 4 6"),
        ("a + AVG(a / 0)", "2 - 4 6"),
    ],
)
def test_statistics_of_one_series_collapse_the_range(expression: str, expected: str) -> None:
    check(expression, SPARSE, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SUM([a, b])", "12 1 4 8"),
        ("AVG([a, b])", "6 0.5 2 4"),
        ("MIN([a, b])", "2 1 4 2"),
        ("MAX([a, b])", "10 1 4 6"),
        ("STDDEV([a, b])", "4 0 0 2"),
        ("DATAPOINT_COUNT([a, c, c])", "1 - 1 3"),
        ("SUM([c, c])", "- - - 14"),
        ("a * METRIC_COUNT([a, b, c])", "6 - 12 18"),
        ("SUM([[a, b], c])", "12 1 4 15"),
    ],
)
def test_statistics_of_an_array_work_timestamp_by_timestamp(expression: str, expected: str) -> None:
    check(expression, SPARSE, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("DIFF(a)", "- 4 - 2 -3"),
        ("DIFF_TIME(a)", "- 60 - 120 60"),
        ("RATE(a)", "- 0.066666667 - 0.016666667 -0.05"),
        ("RUNNING_SUM(a)", "1 6 - 13 17"),
        ("SUM(DIFF([a, a]))", "- 8 - 4 -6"),
    ],
)
def test_change_is_measured_from_the_preceding_point(expression: str, expected: str) -> None:
    check(expression, {"a": "1 5 - 7 4"}, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("FILL(a, 9)", "9 1 9 9 4 9"),
        ("FILL(a, REPEAT)", "- 1 1 1 4 4"),
        ("FILL(a, LINEAR)", "- 1 2 3 4 -"),
        ("FILL(a, b)", "7 1 - 6 4 -"),
        ("FILL(a, MIN(a))", "1 1 1 1 4 1"),
        ("SUM(FILL([a, b], 0))", "7 1 0 6 4 0"),
        ("SUM(FILL([a, a], b))", "14 2 - 12 8 -"),
        ("MAX(FILL([a, b], LINEAR))", "7 6.666666667 6.333333333 6 4 -"),
        ("FILL(a / 0, 3)", "3 3 3 3 3 3"),
        ("FILL(a / 0, LINEAR)", "- - - - - -"),
    ],
)
def test_fill(expression: str, expected: str) -> None:
    check(expression, {"a": "- 1 - - 4 -", "b": "7 - - 6 - -"}, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("FIRST([b, a])", "5 - -"),
        ("LAST([b, a])", "1 2 -"),
        ("FIRST(SORT([a, b, c], AVG, DESC))", "4 - 8"),
        ("FIRST(SORT([a, b, c], MIN, ASC))", "1 2 -"),
        ("LAST(SORT([a, b, c], MAX, DESC))", "1 2 -"),
        ("FIRST(SORT([a / 0, a], SUM, ASC))", "1 2 -"),
        ("SUM(SORT([a, b, c], SUM, DESC, 2))", "9 - 8"),
        ("SUM(SLICE([a, b, c], 1))", "9 - 8"),
        ("SUM(SLICE([a, b, c], 0, 2))", "6 2 -"),
        ("SLICE([a, b, c], 1, 2)", "5 - -"),
        ("FIRST(SLICE([a, b], 5))", "- - -"),
        ("a * METRIC_COUNT(REMOVE_EMPTY([a, a / 0, b]))", "2 4 -"),
        ("SUM(METRICS())", "10 2 8"),
        ('SUM(METRICS("a"))', "1 2 -"),
        ("SUM([METRICS('a'), METRICS('c')])", "5 2 8"),
        ("SUM(METRICS('nobody'))", "- - -"),
    ],
)
def test_arrays(expression: str, expected: str) -> None:
    check(expression, {"a": "1 2 -", "b": "5 - -", "c": "4 - 8"}, expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("MINUTE", 59), ("HOUR", 23), ("DAY", 7), ("DATE", 29), ("MONTH", 2), ("YEAR", 2004), ("EPOCH", 1_078_099_140)],
)
def test_the_calendar_is_utc_and_never_sparse(name: str, expected: float) -> None:
    leap_sunday = 1_078_099_140  # 2004-02-29T23:59:00Z
    program = compile_expression(f"{name}(m)", frozenset({"m"}))
    assert program.evaluate({"m": [None]}, [leap_sunday], MINUTE) == [expected]


def test_monday_is_day_one_and_the_next_second_is_tuesday() -> None:
    monday = 1_078_099_200
    program = compile_expression("DAY(m)", frozenset({"m"}))
    stamps = [monday, monday + 86_399, monday + 86_400]
    assert program.evaluate({"m": [None] * 3}, stamps, MINUTE) == [1, 1, 2]


def test_period_is_the_alarms_own() -> None:
    program = compile_expression("m / PERIOD(m)", frozenset({"m"}))
    assert program.evaluate({"m": [600.0]}, [0], 300) == [2]


@pytest.mark.parametrize(
    ("expression", "columns", "doubt", "first", "contrary"),
    [
        ("FILL(a, 0)", {"a": "- -"}, Doubt.FILL_ABSENT, "0 0", "- -"),
        ("FILL(a, b)", {"a": "- -", "b": "1 2"}, Doubt.FILL_ABSENT, "1 2", "- -"),
        ("FILL(a, 0)", {"a": "- 1"}, Doubt.FILL_ABSENT, "0 1", "0 1"),
        ("IF(a > 0, 5, b)", {"a": "1 0", "b": "- -"}, Doubt.IF_BRANCH_MISSING, "5 -", "5 0"),
        ("IF(a > 0, b, b)", {"a": "1 0", "b": "- -"}, Doubt.IF_BRANCH_MISSING, "0 0", "0 -"),
        ("IF(1, a)", {"a": "1 -"}, Doubt.IF_BRANCH_MISSING, "1 -", "1 0"),
        ("STDDEV([a, b])", {"a": "1", "b": "3"}, Doubt.STDDEV_SAMPLE, "1", "1.414213562"),
    ],
)
def test_where_awss_text_has_two_readings_both_can_be_asked_for(
    expression: str, columns: dict[str, str], doubt: Doubt, first: str, contrary: str
) -> None:
    assert compile_expression(expression, frozenset(columns)).doubts == {doubt}
    assert run(expression, columns) == pytest.approx(column(first))
    assert run(expression, columns, frozenset({doubt})) == pytest.approx(column(contrary))


@pytest.mark.parametrize(
    "expression", ["FILL(TIME_SERIES(1) + a, 0)", "IF(a > 0, 5, FILL(FILL(TIME_SERIES(1), 0), 2))", "IF(a, 5, a)"]
)
def test_no_doubt_where_no_point_can_be_missing_or_the_vectors_decide(expression: str) -> None:
    assert not compile_expression(expression, frozenset({"a"})).doubts


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        (
            "LAST(ANOMALY_DETECTION_BAND(m, 2))",
            ("ANOMALY_DETECTION_BAND(m,2).lower", "ANOMALY_DETECTION_BAND(m,2).upper"),
        ),
        ("INSIGHT_RULE_METRIC('r', UniqueContributors)", ("INSIGHT_RULE_METRIC('r',UniqueContributors)",)),
        ("LAMBDA('f', 'x', 3) * 2", ("LAMBDA('f','x',3)",)),
        (
            "SUM(DB_PERF_INSIGHTS('RDS', 'db', ['a', 'b']))",
            ("DB_PERF_INSIGHTS('RDS','db',['a','b'])[0]", "DB_PERF_INSIGHTS('RDS','db',['a','b'])[1]"),
        ),
        ("m / SERVICE_QUOTA(m)", ("SERVICE_QUOTA(m)",)),
        ("SELECT MAX(x)\n FROM y", ("SELECT MAX(x) FROM y",)),
    ],
)
def test_what_no_rule_can_compute_is_taken_from_a_given_series(expression: str, needs: tuple[str, ...]) -> None:
    program = compile_expression(expression, frozenset({"m"}))
    assert program.needs == needs
    with pytest.raises(MathError, match="needs its series given"):
        program.evaluate({"m": [1.0]}, [0], MINUTE)
    given = {"m": [1.0]} | {key: [float(index + 1)] for index, key in enumerate(needs)}
    (result,) = program.evaluate(given, [0], MINUTE)
    assert result is not None
    assert result > 0
