"""What the last N results make of a log alarm, and where AWS's page leaves it open."""

from __future__ import annotations

from itertools import product

import pytest

from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.log.doubt import LogDoubt
from monitors.evaluator.log.verdict import decide_contributors, decide_results
from monitors.evaluator.verdict import Criterion, Verdict
from monitors.model.alarm import MissingData

CODES = {"0": 0, "X": 1, "-": 2, ".": 4}
TREATMENTS = tuple(MissingData)
"""missing, ignore, breaching, notBreaching."""
SHORT = {"O": "OK", "A": "ALARM", "I": "INSUFFICIENT_DATA", "k": None}


def judge(text: str, of: str, treat: MissingData, *contrary: LogDoubt) -> Verdict:
    """`0 X -`, oldest first; `.` has not run; contributors stand between `|`."""
    needed, periods = (int(part) for part in of.split(" of "))
    parts = [bytes(CODES[sign] for sign in part.split()) for part in text.split("|")]
    rule = Criterion(
        evaluation_periods=periods,
        datapoints_to_alarm=needed,
        missing_data=treat,
        contributors="|" in text,
    )
    decide = decide_contributors if rule.contributors else decide_results
    return decide(b"".join(parts), rule, Assumptions(log_contrary=frozenset(contrary)))


@pytest.mark.parametrize(
    ("points", "of", "states", "contrary"),
    [
        ("X X X", "3 of 3", "AAAA", "AAAA"),
        ("0 X X", "3 of 3", "OOOO", "OOOO"),
        ("0 X X", "2 of 3", "AAAA", "AAAA"),
        ("X 0 X", "2 of 3", "AAAA", "AAAA"),
        ("0 - X", "2 of 3", "OOAO", "OOAO"),
        ("- - 0", "2 of 3", "OOAO", "OOAO"),
        ("- - -", "2 of 3", "IkAO", "IkAO"),
        ("X - -", "3 of 3", "OOAO", "AkAO"),  # raised early, says the page on metric alarms
        ("- X -", "3 of 3", "OOAO", "OkAO"),  # too young for that
        ("- X -", "2 of 3", "OOAO", "AkAO"),
    ],
)
def test_results_are_judged_m_of_exactly_the_last_n(points, of, states, contrary):
    found = [judge(points, of, treat).state for treat in TREATMENTS]
    other = [judge(points, of, treat, LogDoubt.FEW).state for treat in TREATMENTS]
    assert found == [SHORT[letter] for letter in states]
    assert other == [SHORT[letter] for letter in contrary]


@pytest.mark.parametrize("treat", TREATMENTS)
@pytest.mark.parametrize("points", [" ".join(signs) for signs in product("0X-", repeat=3)])
def test_a_doubt_is_told_exactly_where_the_readings_differ(points, treat):
    for needed in (1, 2, 3):
        usual = judge(points, f"{needed} of 3", treat)
        other = judge(points, f"{needed} of 3", treat, LogDoubt.FEW)
        assert bool(usual.doubt) == (usual.state != other.state)
        assert usual.doubt == other.doubt
        if usual.doubt:
            assert set(usual.readings) == {usual.state, other.state}


@pytest.mark.parametrize(
    ("points", "waiting", "at_once"),
    [
        (". . X", "INSUFFICIENT_DATA", "OK"),
        (". X X", "INSUFFICIENT_DATA", "ALARM"),
        (". 0 0", "INSUFFICIENT_DATA", "OK"),
        ("X X 0", "ALARM", "ALARM"),
        (". . -", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"),
    ],
)
def test_a_new_alarm_waits_for_n_executions_or_so_aws_seems_to_say(points, waiting, at_once):
    assert judge(points, "2 of 3", MissingData.MISSING).state == waiting
    assert judge(points, "2 of 3", MissingData.MISSING, LogDoubt.EARLY).state == at_once


@pytest.mark.parametrize(
    ("points", "state", "told"),
    [
        ("0 X X|0 0 0", "ALARM", "1 out of 2"),
        ("0 X X|X X X", "ALARM", "2 out of 2"),
        ("0 0 X|0 0 X", "OK", "0 out of 2"),  # two contributors with one result each are not two results
        ("X X -|0 0 0", "OK", "0 out of 1"),  # gone, so OK, whatever the treatment
        ("- X X|0 0 0", "ALARM", "1 out of 2"),
    ],
)
@pytest.mark.parametrize("treat", TREATMENTS)
def test_contributors_are_judged_one_by_one(points, state, told, treat):
    found = judge(points, "2 of 3", treat)
    assert (found.state, found.told) == (state, f"{told} contributors evaluated to ALARM")
    assert not found.doubt


def test_whether_a_contributor_that_returns_begins_afresh_is_open():
    usual, other = (judge("X - X|0 0 0", "2 of 3", MissingData.MISSING, *more) for more in ((), (LogDoubt.RETURNED,)))
    assert (usual.state, other.state) == ("ALARM", "OK")
    assert usual.doubt == other.doubt == LogDoubt.RETURNED.value


def test_what_no_contributor_at_all_means_is_open():
    empty = "0 0 -|0 0 -"
    assert {judge(empty, "2 of 3", treat).state for treat in TREATMENTS} == {"OK"}
    other = [judge(empty, "2 of 3", treat, LogDoubt.EMPTY).state for treat in TREATMENTS]
    assert other == ["INSUFFICIENT_DATA", None, "ALARM", "OK"]
    assert [bool(judge(empty, "2 of 3", treat).doubt) for treat in TREATMENTS] == [True, True, True, False]
