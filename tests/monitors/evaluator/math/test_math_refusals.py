"""What PutMetricAlarm rejects is rejected, with the place and the reason."""

from __future__ import annotations

import pytest

from monitors.evaluator.math import MathError, compile_expression

IDS = frozenset({"m1", "m2"})


@pytest.mark.parametrize(
    ("expression", "reason", "position"),
    [
        ("", "empty", 0),
        (" \n ", "empty", 0),
        ("m1 +" + " " * 2045, "too-long", 2048),
        ("m1 +", "syntax", 4),
        ("(m1", "syntax", 3),
        ("m1)", "syntax", 2),
        ("m1 m2", "syntax", 3),
        ("2m1", "syntax", 1),
        ("m1 @ 2", "syntax", 3),
        ("m1 and m2", "syntax", 3),
        ("!m1", "syntax", 0),
        ("+m1", "syntax", 0),
        ("m1 = m2", "syntax", 3),
        ("[]", "syntax", 1),
        ("'open", "syntax", 0),
        ("fill(m1, 0)", "syntax", 0),
        ("٣ * m1", "syntax", 0),
        ("m3 + 1", "unknown-id", 0),
        ("m1 + M2", "unknown-id", 5),
        ("FOO(m1)", "unknown-function", 0),
        ("Sum(m1)", "unknown-function", 0),
        ("1 + 2", "not-a-series", 0),
        ("AVG(m1)", "not-a-series", 0),
        ("PERIOD(m1)", "not-a-series", 0),
        ("'text'", "not-a-series", 0),
        ("METRICS()", "several-series", 0),
        ("[m1, m2]", "several-series", 0),
        ("SLICE([m1, m2], 0, 2)", "several-series", 0),
        ("ANOMALY_DETECTION_BAND(m1)", "several-series", 0),
        ("m1 + SEARCH('{AWS/EC2} x', 'Sum')", "search-in-alarm", 5),
        ("m1 + 'a'", "wrong-type", 0),
        ("[m1, m2] + [m1, m2]", "wrong-type", 0),
        ("SUM([m1, 3])", "wrong-type", 4),
        ("ABS(3) + m1", "wrong-type", 0),
        ("PERIOD(m1 + 1) * m1", "wrong-type", 0),
        ("TIME_SERIES(m1)", "wrong-type", 0),
        ("IF(1, 2, 3)", "wrong-type", 0),
        ("IF(m1, [m1, m2])", "wrong-type", 0),
        ("FILL(m1, ASC)", "wrong-type", 0),
        ("FIRST(SORT(METRICS(), STDDEV, DESC))", "unknown-id", 22),
        ("FIRST(SORT(METRICS(), AVG))", "wrong-arguments", 6),
        ("ABS(m1, m2)", "wrong-arguments", 0),
        ("PERIOD()", "wrong-arguments", 0),
        ("IF(m1)", "wrong-arguments", 0),
        ("SUM(METRICS(m1))", "wrong-arguments", 4),
        ("LAMBDA(m1)", "wrong-arguments", 0),
        ("INSIGHT_RULE_METRIC('r')", "wrong-arguments", 0),
        ("SERVICE_QUOTA(3)", "wrong-arguments", 0),
    ],
)
def test_refused(expression: str, reason: str, position: int) -> None:
    with pytest.raises(MathError) as caught:
        compile_expression(expression, IDS)
    assert (caught.value.reason, caught.value.position) == (reason, position)


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("FLOR(m1)", "did you mean FLOOR?"),
        ("avg(m1)", "upper case: AVG("),
        ("m9", "known: m1, m2"),
        ("AVG(m1)", "TIME_SERIES"),
        ("METRICS()", "SUM, MAX, FIRST"),
    ],
)
def test_a_refusal_says_what_to_do(expression: str, hint: str) -> None:
    with pytest.raises(MathError, match=hint.replace("(", r"\(").replace("?", r"\?")):
        compile_expression(expression, IDS)


@pytest.mark.parametrize(
    "expression",
    ["+".join(["m1"] * 683), "(" * 1000 + "m1" + ")" * 1000, "-" * 2040 + "m1", "ABS(" * 400 + "m1" + ")" * 400],
    ids=["683 terms", "1,000 parentheses", "2,040 signs", "400 calls"],
)
def test_any_depth_that_fits_the_limit_is_evaluated(expression: str) -> None:
    program = compile_expression(expression, IDS)
    assert program.evaluate({"m1": [1.0]}, [0], 60) in ([683.0], [1.0])


@pytest.mark.parametrize(
    ("columns", "timestamps", "reason"),
    [
        ({}, [0], "unknown-id"),
        ({"m1": [1.0, 2.0]}, [0], "misaligned"),
        ({"m1": [1.0]}, [-60], "bad-timestamp"),
        ({"m1": [1.0]}, [10**12], "bad-timestamp"),
    ],
)
def test_columns_must_be_there_and_fit(columns: dict[str, list[float]], timestamps: list[int], reason: str) -> None:
    with pytest.raises(MathError) as caught:
        compile_expression("m1", IDS).evaluate(columns, timestamps, 60)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("expression", "reasons"),
    [
        ("m1 - AVG(m1)", ["range-dependent"]),
        ("m1 / SUM(m1)", ["range-dependent"]),
        ("m1 / DATAPOINT_COUNT(METRICS())", ["range-dependent"]),
        ("RUNNING_SUM(m1)", ["range-dependent"]),
        ("SUM(REMOVE_EMPTY(METRICS()))", ["range-dependent"]),
        ("FIRST(SORT(METRICS(), AVG, ASC))", ["range-dependent"]),
        ("RATE(m1)", ["rate-on-sparse-data"]),
        ("RATE(FILL(m1, 0))", []),
        ("RATE(FILL(m1, 0) / 60)", ["rate-on-sparse-data"]),
        ("RATE(FILL(m1, 0) * 60 + m2)", []),
        ("AVG(METRICS())", []),
        ("m1 OR m2 AND m1", ["undocumented"]),
        ("(m1 OR m2) AND m1", []),
        ("m1 OR (m2 AND m1)", []),
        ("-m1 ^ 2", ["undocumented"]),
        ("(-m1) ^ 2", []),
        ("m1 ^ 2 ^ 2", ["undocumented"]),
        ("m1 < m2 < m1", ["undocumented"]),
        ("SUM(METRICS() > 1)", ["undocumented"]),
        ("FILL(m1, m2)", ["undocumented"]),
        ("SUM(FILL(METRICS(), m2))", []),
        ("SUM(METRICS('x'))", ["matches-nothing"]),
    ],
)
def test_what_aws_advises_against_or_leaves_open_is_a_named_warning(expression: str, reasons: list[str]) -> None:
    assert [text.partition(":")[0] for text in compile_expression(expression, IDS).warnings] == reasons


@pytest.mark.parametrize(
    ("expression", "pointwise"),
    [
        ("IF(m1 > 3, 100 * m2 / m1, 0)", True),
        ("FILL(m1, 0) + SUM([m1, m2])", True),
        ("HOUR(m1)", True),
        ("DIFF(m1)", False),
        ("FILL(m1, REPEAT)", False),
        ("m1 - MIN(m1)", False),
    ],
)
def test_a_program_says_whether_one_run_over_a_long_column_will_do(expression: str, pointwise: bool) -> None:
    assert compile_expression(expression, IDS).pointwise is pointwise
