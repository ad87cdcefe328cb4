"""A silence delays what people are told; it swallows none of it, and never a recovery."""

from __future__ import annotations

import copy

import pytest

from tests.workers.alert_router.world import ROUTES, World

MINUTE = 60
RELEASE = {"starts": "2026-03-01T02:00:00+00:00", "ends": "2026-03-01T02:30:00+00:00"}
QUIET = {"from": "01:00", "to": "03:00", "zone": "UTC"}
"""The worlds' clock starts at 01:53 UTC."""


def muted(**changes) -> World:
    """Its deployments are at two, and nobody is to be told of functions then."""
    mutes = [{"name": "release", "match": {"rule": ["lambda_function.*"]}, "window": RELEASE}]
    return World({**copy.deepcopy(ROUTES), "mutes": mutes, "reminders": [], **changes})


def quiet() -> World:
    receivers = copy.deepcopy(ROUTES["receivers"])
    receivers["team"]["quiet"] = [QUIET]
    return World({**copy.deepcopy(ROUTES), "receivers": receivers, "reminders": []})


def watch(world: World, minutes: int) -> None:
    for _ in range(minutes):
        world.pass_seconds(MINUTE, step=20)
        world.router.reconcile()


def test_what_joined_during_a_window_is_told_at_its_end():
    world = muted()
    world.take(world.enter("one", "ALARM"))
    watch(world, 10)
    world.take(world.enter("two", "ALARM"))
    watch(world, 10)
    assert world.vendors["on-call"].actions == ["open"]
    watch(world, 20)
    assert world.vendors["on-call"].actions == ["open", "update"]
    assert "while it was muted by the spec" in world.vendors["on-call"].told[-1].summary
    assert "2 of 2 resources" in world.vendors["on-call"].told[-1].summary
    watch(world, 20)
    assert world.vendors["on-call"].actions == ["open", "update"]


def test_a_severity_that_rose_during_a_window_reaches_its_receivers_at_the_end():
    world = muted(routes=[{"match": {"severity": ["P1", "P2"]}, "to": ["on-call"]}, {"match": {}, "to": ["team"]}])
    world.take(world.enter("lag", "ALARM", severity="P3"))
    watch(world, 10)
    world.take(world.enter("lag-step", "ALARM", severity="P2"))
    assert (world.vendors["on-call"].actions, world.vendors["team"].actions) == ([], ["open"])
    watch(world, 30)
    assert (world.vendors["on-call"].actions, world.vendors["team"].actions) == (["open"], ["open", "update"])


def test_an_acknowledged_incident_that_grew_during_a_window_is_told_at_its_end():
    world = muted()
    world.take(world.enter("one", "ALARM"))
    world.take({"watchbill": "acknowledge", "incident": world.incidents[0].incident_id, "by": "Ada", "at": world.now})
    watch(world, 10)
    world.take(world.enter("two", "ALARM"))
    watch(world, 30)
    assert world.vendors["on-call"].actions == ["open", "acknowledge", "update"]


def test_quiet_hours_defer_updates_too():
    world = quiet()
    world.take(world.enter("one", "ALARM", severity="P3", priority="medium"))
    watch(world, 5)
    world.take(world.enter("two", "ALARM", severity="P3", priority="medium"))
    watch(world, 30)
    assert not world.vendors["team"].calls
    watch(world, 40)
    (told,) = world.vendors["team"].told
    assert (told.action, len(told.members)) == ("open", 2)


@pytest.mark.parametrize(("severity", "told"), [("P2", ["open"]), ("P3", [])], ids=["worse", "as bad"])
def test_quiet_hours_end_for_an_incident_that_gets_worse(severity, told):
    world = quiet()
    world.take(world.enter("lag", "ALARM", severity="P3", priority="medium"))
    watch(world, 5)
    world.take(world.enter("lag-step", "ALARM", severity=severity, priority="medium"))
    watch(world, 1)
    assert world.vendors["team"].actions == told


def test_what_gets_worse_is_told_in_quiet_hours_though_a_reminder_waits():
    receivers = copy.deepcopy(ROUTES["receivers"])
    receivers["team"]["quiet"] = [QUIET | {"from": "02:00"}]
    reminders = [{"match": {}, "every_minutes": 10}]
    world = World({**copy.deepcopy(ROUTES), "receivers": receivers, "reminders": reminders})
    world.take(world.enter("lag", "ALARM", severity="P3", priority="medium"))
    watch(world, 15)
    assert world.vendors["team"].actions == ["open"]
    world.take(world.enter("lag-step", "ALARM", severity="P2", priority="medium"))
    watch(world, 1)
    assert world.vendors["team"].actions[-1] == "update"
    assert world.vendors["team"].told[-1].severity == "P2"


def test_a_recovery_is_told_in_quiet_hours_to_those_who_were_told_before():
    world = quiet()
    world.now -= 3600_000
    world.take(world.enter("one", "ALARM", severity="P3", priority="medium"))
    watch(world, 20)
    world.take(world.enter("one", "OK", severity="P3", priority="medium"))
    assert world.vendors["team"].actions == ["open", "resolve"]


RULE = "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:by-hand"


def test_a_mute_rule_made_for_an_open_incident_stops_its_reminders_and_not_its_end():
    world = World()
    world.take(world.enter("one", "ALARM"))
    watch(world, 10)
    world.mute_rules["one"] = RULE
    watch(world, 60)
    assert world.vendors["on-call"].actions == ["open"]
    assert world.log.reasons().count("muted by CloudWatch") == 1
    world.take(world.enter("one", "OK"))
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_a_mute_rule_that_ends_early_or_is_no_longer_asked_for_lets_people_be_told_again():
    world = World()
    world.take(world.enter("one", "ALARM"))
    world.mute_rules["one"] = RULE
    watch(world, 60)
    world.mute_rules.clear()
    watch(world, 4)
    assert world.vendors["on-call"].actions == ["open", "remind"]


def test_a_second_mute_rule_holds_what_the_first_one_would_let_go():
    world = World()
    world.take(world.enter("one", "ALARM", muted_until=world.now + 10 * MINUTE * 1000))
    world.mute_rules["one"] = RULE
    watch(world, 30)
    assert not world.vendors["on-call"].calls
    world.mute_rules.clear()
    watch(world, 4)
    assert world.vendors["on-call"].actions == ["open"]


def test_a_mute_rule_holds_an_alarm_whose_event_was_lost():
    world = World()
    world.enter("one", "ALARM")
    world.mute_rules["one"] = RULE
    watch(world, 30)
    assert not world.vendors["on-call"].calls
    assert world.incidents[0].is_open
    world.mute_rules.clear()
    watch(world, 4)
    assert world.vendors["on-call"].actions == ["open"]


def test_a_rule_over_some_of_an_incident_silences_none_of_it():
    world = World()
    world.mute_rules["one"] = RULE
    world.take(world.enter("one", "ALARM"), world.enter("two", "ALARM"))
    watch(world, 35)
    assert world.vendors["on-call"].actions == ["open", "remind"]


def test_rules_that_cannot_be_read_silence_nobody(monkeypatch):
    world = World()
    world.take(world.enter("one", "ALARM"))

    def fail() -> None:
        raise RuntimeError("AccessDenied")

    monkeypatch.setattr(world, "muted", fail)
    assert not world.router.reconcile().problems
    watch(world, 31)
    assert world.vendors["on-call"].actions == ["open", "remind"]
    assert "mute rules not known" in {line["message"] for line in world.log.lines}
