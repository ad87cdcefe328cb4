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


def test_a_recovery_is_told_in_quiet_hours_to_those_who_were_told_before():
    world = quiet()
    world.now -= 3600_000
    world.take(world.enter("one", "ALARM", severity="P3", priority="medium"))
    watch(world, 20)
    world.take(world.enter("one", "OK", severity="P3", priority="medium"))
    assert world.vendors["team"].actions == ["open", "resolve"]
