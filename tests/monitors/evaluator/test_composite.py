"""Composite alarms: their language, its limits, and their states over time."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.evaluator.alarm_rule import PRECEDENCE, ROUNDING, AlarmRuleError, parse
from monitors.evaluator.composite import evaluate_all
from monitors.evaluator.state import State, Timeline, Transition

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:disk: full"


def line(name: str, *changes: tuple[int, str]) -> Timeline:
    """A timeline of `(at, state)`, created at the first."""
    states = [State(state) for _, state in changes]
    return Timeline(
        name=name,
        end=100,
        transitions=tuple(
            Transition(at=at, state=state, previous=before, reason="given")
            for (at, _), state, before in zip(changes, states, [states[0], *states], strict=False)
        ),
    )


@pytest.mark.parametrize(
    ("rule", "states", "holds"),
    [
        ("ALARM(a)", {"a": "ALARM"}, True),
        ("ALARM(a)", {"a": "OK"}, False),
        ("NOT ALARM(a)", {"a": "INSUFFICIENT_DATA"}, True),
        ("INSUFFICIENT_DATA(a) OR OK(a)", {"a": "OK"}, True),
        ("ALARM(a) AND ALARM(b)", {"a": "ALARM", "b": "OK"}, False),
        ("(ALARM(a) OR ALARM(b)) AND NOT OK(c)", {"a": "ALARM", "b": "OK", "c": "ALARM"}, True),
        ("TRUE", {}, True),
        ("FALSE OR NOT (FALSE AND TRUE)", {}, True),
        ('ALARM("high, (very) \\"high\\"")', {'high, (very) "high"': "ALARM"}, True),
        (f'ALARM("{ARN}")', {"disk: full": "ALARM"}, True),
        ("AT_LEAST(2, ALARM, (a, b, c))", {"a": "ALARM", "b": "OK", "c": "ALARM"}, True),
        ("AT_LEAST(2, NOT OK, (a, b, c))", {"a": "OK", "b": "OK", "c": "ALARM"}, False),
        ("AT_LEAST(50%, OK, (a, b, c, d))", {"a": "OK", "b": "OK", "c": "ALARM", "d": "ALARM"}, True),
        ("NOT AT_LEAST(1, ALARM, (a))", {"a": "OK"}, True),
    ],
)
def test_a_rule_holds(rule, states, holds):
    assert parse(rule).holds({name: State(state) for name, state in states.items()}) is holds


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "the end stands where"),
        ("alarm(a)", "upper case"),
        ("ALARM a", r"\( is due"),
        ("ALARM(a", r"\) is due"),
        ("ALARM(a) ALARM(b)", "where AND, OR or the end"),
        ("ALARM(a) AND", "the end stands where"),
        ('ALARM("a)', "quote is not closed"),
        ("AT_LEAST(4, ALARM, (a, b, c))", "never or always"),
        ("AT_LEAST(0, ALARM, (a))", "never or always"),
        ("AT_LEAST(x, ALARM, (a))", "number or a share"),
        ("AT_LEAST(1, BAD, (a))", "no state"),
        (" OR ".join(f"ALARM(a{n})" for n in range(101)), "names 101 alarms"),
        (" OR ".join(["ALARM(a)"] * 501), "501 elements"),
        ("ALARM(" + "a" * 10_240 + ")", "10,247 characters"),
        ("(" * 400 + "TRUE" + ")" * 400, "nests deeper"),
    ],
    ids=range(15),
)
def test_a_rule_cloudwatch_refuses_is_refused(rule, words):
    with pytest.raises(AlarmRuleError, match=words):
        parse(rule)


@pytest.mark.parametrize(
    ("rule", "doubts"),
    [
        ("ALARM(a) AND ALARM(b) OR ALARM(c)", (PRECEDENCE,)),
        ("(ALARM(a) AND ALARM(b)) OR ALARM(c)", ()),
        ("AT_LEAST(50%, ALARM, (a, b, c))", (ROUNDING,)),
        ("AT_LEAST(50%, ALARM, (a, b))", ()),
    ],
)
def test_what_aws_leaves_open_is_a_doubt_of_the_rule(rule, doubts):
    assert parse(rule).doubts == doubts


@given(st.text(alphabet='ALRMOKNTD_ES()",a b12%\\', max_size=60))
def test_no_text_crashes_the_parser(text):
    with suppress(AlarmRuleError):
        rule = parse(text)
        rule.holds(dict.fromkeys(rule.children, State.OK))


def test_a_composite_follows_its_children_and_says_which_changed():
    children = {
        "a": line("a", (0, "INSUFFICIENT_DATA"), (10, "OK"), (20, "ALARM"), (40, "OK")),
        "b": line("b", (0, "OK"), (30, "ALARM")),
    }
    found = evaluate_all({"both": "ALARM(a) AND ALARM(b)", "outer": "NOT OK(both)"}, children, created=0, end=100)
    changes = [(change.at, change.state.value) for change in found["both"].transitions]
    assert changes == [(0, "INSUFFICIENT_DATA"), (0, "OK"), (30, "ALARM"), (40, "OK")]
    assert found["both"].transitions[2].reason == "b transitioned to ALARM at Thursday 1 January, 1970 00:00:30 UTC"
    assert [change.at for change in found["outer"].transitions][-2:] == [30, 40]


def test_a_cycle_and_an_unknown_child_are_refused():
    with pytest.raises(AlarmRuleError, match="cycle"):
        evaluate_all({"a": "ALARM(b)", "b": "ALARM(a)"}, {}, created=0, end=9)
    with pytest.raises(AlarmRuleError, match="cycle"):
        evaluate_all({"a": "NOT ALARM(a)"}, {}, created=0, end=9)
    with pytest.raises(AlarmRuleError, match="no alarm here"):
        evaluate_all({"a": "ALARM(x)"}, {}, created=0, end=9)
