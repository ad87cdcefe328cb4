"""The documented algorithm, held to AWS's tables, its prose, and what follows from both."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluator.assumption import Assumptions, Reach, Young
from monitors.evaluator.state import State
from monitors.evaluator.verdict import BREACHING, DYNAMODB, HEALTHY, MISSING, TOO_FEW, Criterion, decide
from monitors.model.alarm import MissingData

VECTORS = yaml.safe_load(Path(__file__).with_name("vectors.yaml").read_text(encoding="utf-8"))
CODES = {"0": HEALTHY, "X": BREACHING, "-": MISSING, "?": TOO_FEW}


def criterion(of: str, treat: str, *, dynamodb: bool = False) -> Criterion:
    needed, periods = (int(part) for part in of.split(" of "))
    return Criterion(
        evaluation_periods=periods, datapoints_to_alarm=needed, missing_data=MissingData(treat), dynamodb=dynamodb
    )


def judge(points: str, of: str, treat: str, assumptions: Assumptions | None = None, **more: bool):
    return decide([CODES[mark] for mark in points.split()], criterion(of, treat, **more), assumptions or Assumptions())


def state(text: str) -> State | None:
    return None if text == "=" else State(text)


TABLE = [
    (of, points, treat, expected)
    for of in ("3 of 3", "2 of 3")
    for points, row in VECTORS["tables"][of].items()
    for treat, expected in zip(VECTORS["tables"]["columns"], row, strict=True)
]


@pytest.mark.parametrize(("of", "points", "treat", "expected"), TABLE, ids=[" ".join(row[:3]) for row in TABLE])
def test_every_cell_of_both_tables_is_matched_and_certain(of, points, treat, expected):
    verdict = judge(points, of, treat)
    assert (verdict.state, verdict.doubt) == (state(expected), "")


@pytest.mark.parametrize("row", VECTORS["text"], ids=lambda row: row["points"])
def test_the_prose_under_the_tables_is_matched(row):
    found = judge(row["points"], row["of"], row["treat"]).state
    assert found is State(row["is"]) if "is" in row else found is not State(row["not"])


@pytest.mark.parametrize("row", VECTORS["derived"], ids=lambda row: row["why"])
def test_what_follows_from_the_rules_holds_and_is_certain(row):
    verdict = judge(row["points"], row["of"], row["treat"])
    assert (verdict.state, verdict.doubt) == (State(row["is"]), "")


@pytest.mark.parametrize("row", VECTORS["ambiguous"], ids=lambda row: f"{row['points']} {row['treat']}")
def test_where_the_texts_disagree_every_reading_is_offered(row):
    verdict = judge(row["points"], row["of"], row["treat"])
    assert verdict.doubt
    assert {state(reading) for reading in row["readings"]} <= set(verdict.readings)
    assert verdict.state in verdict.readings


@pytest.mark.parametrize(
    ("points", "assumptions", "expected"),
    [
        ("X - - - -", Assumptions(reach=Reach.RANGE), State.ALARM),
        ("X - - - -", Assumptions(reach=Reach.PERIODS), State.OK),
        ("- - - - X", Assumptions(young=Young.OK), State.OK),
        ("- - - - X", Assumptions(young=Young.KEEP), None),
    ],
)
def test_an_assumption_chooses_the_reading(points, assumptions, expected):
    assert judge(points, "3 of 3", "missing", assumptions).state is expected


def test_dynamodb_is_in_doubt_only_where_ignoring_would_differ():
    doubtful = judge("- - - - -", "3 of 3", "notBreaching", dynamodb=True)
    assert (doubtful.state, doubtful.doubt, doubtful.readings) == (State.OK, DYNAMODB, (State.OK, None))
    ignoring = judge("- - - - -", "3 of 3", "notBreaching", Assumptions(dynamodb_ignores=True), dynamodb=True)
    assert ignoring.state is None
    assert not judge("0 0 X 0 X", "2 of 3", "notBreaching", dynamodb=True).doubt


def test_too_few_samples_keep_the_state_while_they_are_judged():
    assert judge("0 0 0 ? X", "1 of 3", "missing").state is None
    assert judge("? 0 0 X 0", "1 of 3", "missing").state is State.ALARM


def test_only_what_is_documented_as_doubtful_is_doubtful():
    """Over all 3^5 patterns, doubt arises only where every real point breaches and there are fewer than M of them."""
    for marks in product("0X-", repeat=5):
        for needed, treat in product((1, 2, 3), MissingData):
            verdict = judge(" ".join(marks), f"{needed} of 3", treat)
            if verdict.doubt:
                assert "0" not in marks
                assert 0 < marks.count("X") < needed
                assert treat in (MissingData.MISSING, MissingData.IGNORE)


@given(
    st.lists(st.sampled_from([HEALTHY, BREACHING, MISSING]), min_size=5, max_size=5),
    st.integers(1, 3),
    st.sampled_from(MissingData),
    st.data(),
)
def test_turning_a_healthy_point_breaching_never_clears_an_alarm(points, needed, treat, data):
    healthy = [place for place, code in enumerate(points) if code == HEALTHY]
    if not healthy:
        return
    judged = criterion(f"{needed} of 3", treat)
    worse = list(points)
    worse[data.draw(st.sampled_from(healthy))] = BREACHING
    if decide(points, judged, Assumptions()).state is State.ALARM:
        assert decide(worse, judged, Assumptions()).state is State.ALARM


@given(
    st.lists(st.sampled_from([HEALTHY, BREACHING]), min_size=3, max_size=3),
    st.lists(st.sampled_from([HEALTHY, BREACHING, MISSING]), max_size=6),
    st.integers(1, 3),
    st.sampled_from(MissingData),
)
def test_older_data_never_changes_a_full_window(newest, older, needed, treat):
    judged = criterion(f"{needed} of 3", treat)
    assert decide(older + newest, judged, Assumptions()) == decide(newest, judged, Assumptions())
