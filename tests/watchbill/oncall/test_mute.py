"""Mute rules made by hand: what they name, how long they last, and what they leave alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watchbill.oncall.mute import Mute, SpanError, Wish, lift_mute, muted_alarms, put_mute, read_mutes

AT = datetime(2026, 11, 27, 3, 0, 20, tzinfo=UTC)


def wish(alarms: int = 1, **lasts: float) -> Wish:
    names = tuple(f"ward-qa1-a{number:03}" for number in range(alarms))
    return Wish(what="greet", alarms=names, until=AT + timedelta(**lasts), who="Ann B", because="a fix")


@pytest.mark.parametrize(
    ("lasts", "minutes"),
    [
        pytest.param({"minutes": 1}, 1, id="a minute"),
        pytest.param({"hours": 2}, 120, id="two hours"),
        pytest.param({"days": 1, "minutes": 1}, 1_441, id="a day and a minute"),
        pytest.param({"days": 15}, 21_600, id="the longest"),
    ],
)
def test_a_mute_begins_with_the_next_minute_and_lasts_until_it_was_to(ward, lasts, minutes):
    (made,) = put_mute(ward.connection, ward.plan.service, wish(**lasts), AT)
    (read,) = read_mutes(ward.connection, ward.plan.service, AT)
    assert read == made
    begin, end = read.window
    assert begin == AT.replace(minute=1, second=0)
    assert (end - begin) == timedelta(minutes=minutes)


@pytest.mark.parametrize("lasts", [{"seconds": 30}, {"days": 15, "minutes": 2}, {"days": -1}])
def test_what_cloudwatch_would_not_take_is_refused_before_anything_is_made(ward, lasts):
    with pytest.raises(SpanError, match="15 days"):
        put_mute(ward.connection, ward.plan.service, wish(250, **lasts), AT)
    assert ward.mutes() == []


def test_more_than_a_hundred_alarms_are_several_rules_that_name_each_once(ward):
    made = put_mute(ward.connection, ward.plan.service, wish(250, hours=1), AT)
    assert [len(mute.alarms) for mute in made] == [100, 100, 50]
    assert len({alarm for mute in read_mutes(ward.connection, ward.plan.service, AT) for alarm in mute.alarms}) == 250
    assert [mute.name.removeprefix(made[0].name) for mute in made] == ["", "-2", "-3"]


def test_the_rule_says_who_and_why_and_whose_it_is(ward):
    (made,) = put_mute(ward.connection, ward.plan.service, wish(hours=1), AT)
    cloudwatch = ward.client("cloudwatch")
    rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=made.name)
    assert rule["Description"] == "a fix (by Ann B)"
    assert made.name == "ward-qa1-by-hand-greet-ann-b-20261127T030020"
    tags = cloudwatch.list_tags_for_resource(ResourceARN=rule["AlarmMuteRuleArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "watchbill:service": "greetings",
        "watchbill:environment": "qa1",
        "watchbill:by": "Ann B",
    }


def test_rules_of_others_are_not_ours_and_those_of_a_stack_are_not_by_hand(ward):
    for name, alarm in (("theirs", "other-qa1-x"), ("ward-qa1-nightly", "ward-qa1-x")):
        ward.client("cloudwatch").put_alarm_mute_rule(
            Name=name,
            Rule={"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT2H"}},
            MuteTargets={"AlarmNames": [alarm]},
        )
    (read,) = read_mutes(ward.connection, ward.plan.service, AT)
    ward.client("cloudwatch").delete_alarm_mute_rule(AlarmMuteRuleName="theirs")
    assert (read.name, read.by_hand, read.endless, read.is_open(AT)) == ("ward-qa1-nightly", False, True, True)


def test_a_lifted_mute_is_gone(ward):
    (made,) = put_mute(ward.connection, ward.plan.service, wish(hours=1), AT)
    lift_mute(ward.connection, made.name)
    assert read_mutes(ward.connection, ward.plan.service, AT) == ()


def test_of_several_mutes_of_an_alarm_the_longest_holds():
    hours = (1, 3, 2)
    mutes = [
        Mute(name=str(h), alarms=("a",), because="", window=(AT, AT + timedelta(hours=h)), by_hand=True, endless=False)
        for h in hours
    ]
    assert muted_alarms(mutes, AT) == {"a": AT + timedelta(hours=3)}
    assert muted_alarms(mutes, AT + timedelta(hours=3)) == {}
