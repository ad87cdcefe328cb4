"""What a picture means: which alarms fire, which only recover, who was told, and whether all is well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.watchbill.oncall.scene import AT, TRIP, ago, alarm, incident, mute, picture, plan_of
from tests.watchbill.ward import SPEC
from watchbill.oncall.picture import Part
from watchbill.oncall.standing import Mood, judge

HOLD = f"{TRIP}-hold"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("spec"), SPEC)


def stand(plan, *alarms, **changes):
    return judge(plan, picture(plan, {one.name: one for one in alarms}, **changes))


@pytest.mark.parametrize(
    ("trip", "hold", "open_incident", "mood", "healthy"),
    [
        pytest.param("OK", "OK", False, Mood.OK, True, id="quiet"),
        pytest.param("ALARM", "ALARM", True, Mood.FIRING, False, id="firing"),
        pytest.param("ALARM", "OK", False, Mood.FIRING, False, id="firing before anybody noticed"),
        pytest.param("OK", "ALARM", True, Mood.RECOVERING, False, id="below the trip, not recovered"),
        pytest.param("OK", "ALARM", False, Mood.OK, True, id="a hold in ALARM by itself means nothing"),
        pytest.param("OK", "OK", True, Mood.OK, False, id="an incident that nobody has closed yet"),
        pytest.param("INSUFFICIENT_DATA", "OK", False, Mood.NO_DATA, True, id="no data"),
    ],
)
def test_how_an_alarm_stands_follows_from_trip_hold_and_incident(plan, trip, hold, open_incident, mood, healthy):
    incidents = Part([incident()] if open_incident else [])
    standing = stand(plan, alarm(TRIP, trip), alarm(HOLD, hold), incidents=incidents)
    (row,) = [row for row in standing.rows if row.alarm.name == TRIP]
    assert (row.mood, standing.healthy) == (mood, healthy)
    assert HOLD not in [row.alarm.name for row in standing.rows]


def test_who_was_told_comes_from_the_incident_and_who_would_be_from_the_routes(plan):
    other = "ward-qa1-sqs-jobs-oldest-message-too-old"
    standing = stand(plan, alarm(TRIP, "ALARM"), alarm(other, "ALARM"), incidents=Part([incident()]))
    rows = {row.alarm.name: row for row in standing.rows}
    assert (rows[TRIP].told, rows[TRIP].route) == (("on-call", "team"), ("on-call", "team"))
    assert (rows[other].told, rows[other].route) == ((), ("team",))


def test_an_incident_that_is_over_is_not_shown(plan):
    assert stand(plan, incidents=Part([replace(incident(), is_open=False)])).incidents == ()


def test_the_worst_comes_first_then_the_newest(plan):
    names = ["ward-qa1-lambda-greet-throttled", "ward-qa1-sqs-jobs-oldest-message-too-old", TRIP]
    firing = [alarm(name, "ALARM", minutes) for name, minutes in zip(names, (9, 4, 30), strict=True)]
    assert [row.alarm.name for row in stand(plan, *firing).of(Mood.FIRING)] == [TRIP, names[1], names[0]]


def test_a_muted_alarm_says_until_when(plan):
    standing = stand(plan, mutes=Part((mute(), mute(window=(ago(60), ago(1))))))
    until = {row.alarm.name: row.muted_until for row in standing.rows if row.muted_until}
    assert until == {"ward-qa1-lambda-greet-throttled": ago(-108)}


def test_what_is_not_deployed_not_in_the_spec_or_switched_off_is_named(plan):
    states = {one.name: alarm(one.name) for one in plan.every_alarm}
    del states["ward-qa1-lambda-greet-throttled"]
    states["ward-qa1-old"] = alarm("ward-qa1-old")
    states[TRIP] = alarm(TRIP, actions=False)
    standing = judge(plan, replace(picture(plan), alarms=Part(states)))
    assert standing.missing == ("ward-qa1-lambda-greet-throttled",)
    assert standing.strange == ("ward-qa1-old",)
    assert standing.disabled == (TRIP,)


def test_what_could_not_be_read_hides_nothing_else(plan):
    nothing = Part(None, "no right to ask")
    standing = stand(plan, alarm(TRIP, "ALARM"), incidents=nothing, mutes=nothing, pulses=nothing, stacks=nothing)
    assert len(standing.of(Mood.FIRING)) == 1
    unread = judge(plan, replace(picture(plan), alarms=nothing))
    assert (unread.rows, unread.missing, unread.healthy) == ((), (), False)
    assert unread.picture.at == AT
