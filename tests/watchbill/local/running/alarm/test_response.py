"""What holds an alarm's actions back: suppressors and mute rules. Events are told all the same."""

from __future__ import annotations

import pytest

from tests.watchbill.local.running.alarm.conftest import ACCOUNT, TOPIC


@pytest.fixture
def both(tower):
    """A composite over `errors` that `deploying` suppresses; waits take a minute, extensions two."""
    tower.alarm()
    tower.alarm("deploying", MetricName="Deploying")
    tower.put_composite_alarm(
        AlarmName="outage",
        AlarmRule="ALARM(errors)",
        ActionsSuppressor="deploying",
        ActionsSuppressorWaitPeriod=60,
        ActionsSuppressorExtensionPeriod=120,
        AlarmActions=[TOPIC],
        OKActions=[TOPIC],
    )
    tower.put(1)
    tower.bench.runner.tick(120)
    tower.events(), tower.told()
    return tower


def of_outage(tower):
    """(state, what suppresses it) of each event of the composite, and the minute of its state."""
    events = [event for event in tower.events() if event["detail"]["alarmName"] == "outage"]
    states = [event["detail"]["state"] for event in events]
    return [(one["value"], one.get("actionsSuppressedBy"), one["timestamp"][11:16]) for one in states]


def test_actions_wait_for_the_suppressor_to_have_its_say(both) -> None:
    both.put(9)
    assert both.shown("outage")["ActionsSuppressedBy"] == "WaitPeriod"
    assert both.told() == []
    both.bench.runner.tick(60)
    assert both.told() == ["outage ALARM"]
    assert of_outage(both)[:2] == [("ALARM", "WaitPeriod", "12:04"), ("ALARM", None, "12:05")]


def test_suppressor_in_alarm_holds_actions_until_it_is_over(both) -> None:
    seen = []
    for errors, deploying in ((1, 9), (9, 9), (9, 1), (9, 1), (9, 1)):
        both.write("Deploying", deploying)
        both.put(errors)
        seen.append((both.shown("outage").get("ActionsSuppressedBy"), both.told()))
    assert seen[1:] == [("Alarm", []), ("ExtensionPeriod", []), ("ExtensionPeriod", []), (None, ["outage ALARM"])]
    assert [by for _, by, _ in of_outage(both)] == ["Alarm", "ExtensionPeriod", None]


def mute(tower, expression, duration, name="window"):
    tower.put_alarm_mute_rule(
        Name=name,
        Rule={"Schedule": {"Expression": expression, "Duration": duration}},
        MuteTargets={"AlarmNames": ["errors"]},
    )


def test_mute_holds_actions_and_runs_them_at_its_end(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC], OKActions=[TOPIC])
    tower.put(1)
    mute(tower, "at(2026-03-04T12:01)", "PT5M")
    assert tower.get_alarm_mute_rule(AlarmMuteRuleName="window")["Status"] == "ACTIVE"
    tower.events(), tower.told()
    tower.put(9)
    (event,) = tower.events()
    assert event["detail"]["muteDetail"] == {
        "mutedByArn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm-mute-rule:window",
        "muteWindowStart": "2026-03-04T12:01:00.000+0000",
        "muteWindowEnd": "2026-03-04T12:06:00.000+0000",
    }
    assert tower.told() == []
    tower.put(9, 9, 9, 9)
    assert (tower.events(), tower.told()) == ([], ["errors ALARM"])


def test_mute_that_outlives_the_alarm_says_nothing(tower) -> None:
    tower.alarm(AlarmActions=[TOPIC], OKActions=[TOPIC])
    tower.put(1)
    tower.told()
    mute(tower, "cron(* * * * *)", "PT3M")
    tower.put(9, 1)
    tower.delete_alarm_mute_rule(AlarmMuteRuleName="window")
    tower.put(1)
    assert tower.told() == ["errors OK"]


def test_tags_go_with_events_and_messages_as_the_alarm_says(tower) -> None:
    tags = [{"Key": "severity", "Value": "P2"}, {"Key": "cost", "Value": "secret"}]
    how = {"AlarmTagsPropagation": {"Enabled": True, "ExcludedTagKeys": ["cost"]}}
    tower.alarm(Tags=tags, ActionConfiguration=how, AlarmActions=[TOPIC])
    tower.alarm("plain", Tags=tags)
    tower.put(9)
    details = {event["detail"]["alarmName"]: event["detail"] for event in tower.events()}
    assert (details["errors"]["alarmTags"], details["errors"]["alarmTagsStatus"]) == ({"severity": "P2"}, "SUCCESS")
    assert "alarmTags" not in details["plain"]
