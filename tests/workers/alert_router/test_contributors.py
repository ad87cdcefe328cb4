"""An alarm of many series: each opens and ends by itself, and an end that no event told is found all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.workers.alert_router import shapes
from tests.workers.alert_router.world import World, arn, tags
from workers.alert_router.event import AlarmEvent, normalise

MINUTE = 60


@pytest.fixture
def world() -> World:
    """One alarm with two series, both in ALARM, as their events said."""
    made = World()
    made.enter("load", "ALARM")
    for series in ("a", "b"):
        made.take(told(made, series, "ALARM"))
    made.pass_seconds(2 * MINUTE)
    return made


def told(world: World, series: str, state: str, at: int | None = None) -> dict[str, Any]:
    made = shapes.KINDS["contributor"]
    kind = replace(made, contributor={"id": series, "attributes": {"FunctionName": series}})
    return shapes.emitted(kind, "load", state, at or world.now, tags=tags("load"), description=None)


def listed(world: World, *series: str, at: int | None = None) -> None:
    """What DescribeAlarmContributors says."""
    found = [normalise(told(world, name, "ALARM", at)) for name in series]
    world.series["load"] = [event for event in found if isinstance(event, AlarmEvent)]


def count(world: World) -> int:
    (one,) = world.incidents
    return int(one.count)


def test_a_series_that_is_no_longer_listed_has_recovered(world):
    listed(world, "b", at=world.now - 2 * MINUTE * 1000)
    world.router.reconcile()
    assert (count(world), world.incidents[0].is_open) == (1, True)
    listed(world)
    world.pass_seconds(MINUTE)
    world.router.reconcile()
    assert world.vendors["on-call"].actions[-1] == "resolve"
    assert not world.vendors["on-call"].open


@pytest.mark.parametrize("gone", [False, True], ids=["OK", "deleted"])
def test_an_alarm_that_is_over_ends_all_its_series(world, gone):
    if gone:
        del world.alarms["load"]
    else:
        world.enter("load", "OK")
    world.router.reconcile()
    assert count(world) == 0
    assert world.vendors["on-call"].actions[-1] == "resolve"


def test_a_series_that_no_event_told_of_opens(world):
    listed(world, "a", "b", "c", at=world.now - 5_000)
    world.router.reconcile()
    assert count(world) == 3
    world.router.reconcile()
    assert count(world) == 3
    assert len(world.table.all("latch#")) == 3


def test_the_alarm_itself_is_not_counted_beside_its_series(world):
    listed(world, "a", "b", at=world.now - 2 * MINUTE * 1000)
    world.router.reconcile()
    assert (count(world), world.vendors["on-call"].actions) == (2, ["open", "update"])


def test_an_event_of_a_newer_trip_wins_over_an_end_that_was_guessed(world):
    listed(world, "b", at=world.now - 2 * MINUTE * 1000)
    again = told(world, "a", "ALARM")
    world.pass_seconds(30)
    world.router.reconcile()
    world.take(again)
    assert count(world) == 2


def test_a_call_that_fails_is_a_problem_and_spoils_nothing_else(world, monkeypatch):
    world.enter("other", "ALARM", rule="sqs_queue.depth_growing")

    def fail(_: object) -> None:
        raise RuntimeError("AccessDenied")

    monkeypatch.setattr(world, "contributors", fail)
    result = world.router.reconcile()
    assert result.problems == ["event not taken in: RuntimeError"]
    assert {told.rule for told in world.vendors["on-call"].open.values()} == {
        "lambda_function.error_rate_high",
        "sqs_queue.depth_growing",
    }
    assert arn("load") in world.tagged
