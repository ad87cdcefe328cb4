"""Whatever is typed or generated: a MathError or a column, never anything else; and algebra holds."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.evaluator.math import Doubt, MathError, check_set, compile_expression
from monitors.evaluator.math.compiler import FUNCTIONS
from monitors.evaluator.math.external import EXTERNALS
from monitors.model.metric import Metric, Series

IDS = ("a", "b", "c1")
POINT = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5)
NAMES = sorted([*FUNCTIONS, *EXTERNALS, "METRICS", "SEARCH", "NOSUCH"])
LEAF = st.sampled_from([*IDS, "d", "0", "1", "2.5", "1e308", "'t'", "METRICS()", "[a, b]", "REPEAT", "AVG", "ASC"])
OPERATOR = st.sampled_from(["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "AND", "OR", "&&", "||"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, min_size=0, max_size=4).map(", ".join)
    return st.one_of(
        st.tuples(inner, OPERATOR, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.lists(inner, min_size=1, max_size=3).map(", ".join).map("[{}]".format),
        st.builds("{}({})".format, st.sampled_from(NAMES), arguments),
    )


def _grow_series(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    unary = ["ABS", "CEIL", "FLOOR", "LOG", "DIFF", "RATE", "RUNNING_SUM", "HOUR"]
    scalar = st.one_of(st.sampled_from(["0", "2", "-0.5"]), inner.map("AVG({})".format), inner.map("MAX({})".format))
    array = st.lists(inner, min_size=1, max_size=3).map(", ".join).map("[{}]".format)
    return st.one_of(
        st.builds("({} {} {})".format, inner, OPERATOR, inner | scalar),
        st.builds("{}({})".format, st.sampled_from(unary), inner),
        st.builds("{}({})".format, st.sampled_from(["SUM", "AVG", "MIN", "MAX", "STDDEV", "FIRST"]), array),
        st.builds("FILL({}, {})".format, inner, scalar | st.sampled_from(["REPEAT", "LINEAR", "a"])),
        st.builds("IF({}, {}, {})".format, inner, inner | scalar, inner | scalar),
        st.builds("IF({}, {})".format, scalar, inner),
    )


JUMBLE = st.recursive(LEAF, _grow, max_leaves=12)
SERIES = st.recursive(st.sampled_from(IDS), _grow_series, max_leaves=8)
EXPRESSION = JUMBLE | SERIES
COLUMNS = st.integers(0, 6).flatmap(
    lambda size: st.fixed_dictionaries({name: st.lists(POINT, min_size=size, max_size=size) for name in IDS})
)


def evaluate(expression: str, columns: dict[str, list[float | None]], *doubts: Doubt) -> list[float | None]:
    stamps = [60 * index for index in range(len(columns["a"]))]
    return compile_expression(expression, frozenset(IDS)).evaluate(columns, stamps, 60, contrary=frozenset(doubts))


@settings(deadline=None)  # the first parse builds the grammar
@given(st.text(max_size=40) | st.text(alphabet="abM1(,)[]+-*/^'\"<>=!&|. \nANDORIF", max_size=60))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    with suppress(MathError):
        compile_expression(text, frozenset(IDS))
    check_set(
        (Series(id="m", metric=Metric(namespace="N", name="M", statistic="Sum")), Series(id="e", expression=text))
    )


@given(EXPRESSION, COLUMNS)
def test_any_expression_gives_a_column_of_finite_points_or_is_refused(
    expression: str, columns: dict[str, list[float | None]]
) -> None:
    for doubts in ((), tuple(Doubt)):
        with suppress(MathError):
            result = evaluate(expression, columns, *doubts)
            assert len(result) == len(columns["a"])
            assert all(value is None or (isinstance(value, float) and isfinite(value)) for value in result)


@given(SERIES.filter(lambda text: len(text) < 2000), COLUMNS)
def test_what_is_well_typed_is_never_refused(expression: str, columns: dict[str, list[float | None]]) -> None:
    assert len(evaluate(expression, columns)) == len(columns["a"])


@given(EXPRESSION, COLUMNS)
def test_evaluating_changes_no_column(expression: str, columns: dict[str, list[float | None]]) -> None:
    before = {name: list(column) for name, column in columns.items()}
    with suppress(MathError):
        evaluate(expression, columns)
    assert columns == before


@given(EXPRESSION, COLUMNS, st.data())
def test_a_pointwise_program_gives_the_same_on_every_window(
    expression: str, columns: dict[str, list[float | None]], data: st.DataObject
) -> None:
    size = len(columns["a"])
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    with suppress(MathError):
        program = compile_expression(expression, frozenset(IDS))
        if program.pointwise:
            stamps = [60 * index for index in range(size)]
            window = {name: column[start:end] for name, column in columns.items()}
            whole = program.evaluate(columns, stamps, 60)
            assert program.evaluate(window, stamps[start:end], 60) == whole[start:end]


@given(EXPRESSION, COLUMNS, st.integers(1, 6), st.sets(st.sampled_from(Doubt)))
def test_ranges_end_to_end_give_what_each_gives_alone(
    expression: str, columns: dict[str, list[float | None]], width: int, doubts: set[Doubt]
) -> None:
    size = len(columns["a"]) // width * width
    stamps = [60 * index for index in range(size)]
    with suppress(MathError):
        program = compile_expression(expression, frozenset(IDS))
        if program.by_range:
            whole = {name: column[:size] for name, column in columns.items()}
            alone: list[float | None] = []
            for start in range(0, size, width):
                part = {name: column[start : start + width] for name, column in columns.items()}
                alone += program.evaluate(part, stamps[start : start + width], 60, contrary=frozenset(doubts))
            assert program.evaluate(whole, stamps, 60, contrary=frozenset(doubts), width=width) == alone


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a + b", "b + a"),
        ("a * b", "b * a"),
        ("a - b", "a + -b"),
        ("a == b", "b == a"),
        ("a < b", "b > a"),
        ("a AND b", "b AND a"),
        ("SUM([a, b])", "a + b"),
        ("MAX([a, b])", "-MIN([-a, -b])"),
        ("AVG([a, b])", "SUM([a, b]) / 2"),
        ("FILL(FILL(a, 0), 1)", "FILL(a, 0)"),
        ("FILL(a, b)", "FIRST(FILL([a], b))"),
        ("ABS(a)", "ABS(-a)"),
        ("RATE(a)", "DIFF(a) / DIFF_TIME(a)"),
        ("IF(a, b, c1)", "IF(a == 0, c1, b) + 0 * a"),
        ("FILL(a, 0) AND FILL(b, 0)", "IF(FILL(a, 0), IF(FILL(b, 0), 1, 0), 0)"),
        ("TIME_SERIES(DATAPOINT_COUNT(a))", "TIME_SERIES(SUM(a * 0 + 1))"),
    ],
)
@given(columns=COLUMNS)
def test_algebra(left: str, right: str, columns: dict[str, list[float | None]]) -> None:
    small = {name: [None if x is None else round(x % 97, 1) for x in points] for name, points in columns.items()}
    assert evaluate(left, small) == pytest.approx(evaluate(right, small))
