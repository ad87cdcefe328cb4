"""Deployments are shown beside incidents: once each, by those who can, and in nobody's way."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.workers.alert_router.world import Vendor, World, stamp
from workers.alert_router.announce import TRIES
from workers.alert_router.change import ENDINGS, Change, stack_changed
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.event import Ignored
from workers.runtime.event_shape import EventRefusedError

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/prd2011-qa1-load-db/5f1d"


class Timeline(Vendor):
    """A vendor that shows changes."""

    def __init__(self, name: str, world: World) -> None:
        super().__init__(name, world)
        self.changes: list[Change] = []
        self.asked = 0

    def announce(self, what: Change, *, deadline: float) -> None:
        assert deadline > self.world.now / 1000
        self.asked += 1
        if self.fault:
            raise self.fault
        self.changes.append(what)


@pytest.fixture
def world() -> World:
    made = World()
    made.vendors["on-call"] = Timeline("on-call", made)
    return made


def timeline(world: World) -> Timeline:
    found = world.vendors["on-call"]
    assert isinstance(found, Timeline)
    return found


def deployed(world: World, status: str = "UPDATE_COMPLETE") -> dict[str, Any]:
    """The example of CloudFormation's user guide, for a stack of ours."""
    return {
        "version": "0",
        "source": "aws.cloudformation",
        "account": "123456789012",
        "id": "12345678-1234-1234-1234-111122223333",
        "region": "us-east-1",
        "detail-type": "CloudFormation Stack Status Change",
        "time": stamp(world.now),
        "resources": [STACK],
        "detail": {
            "stack-id": STACK,
            "status-details": {"status": status, "status-reason": ""},
            "client-request-token": "",
        },
    }


def test_a_stack_that_was_updated_is_told_once_however_often_the_queue_tells_it(world):
    event = deployed(world)
    assert not world.take(event, event).failed
    world.take(event)
    (change,) = timeline(world).changes
    assert (change.summary, change.source) == ("Stack prd2011-qa1-load-db updated", "prd2011-qa1-load-db")
    assert dict(change.links)["stack"].endswith("?region=us-east-1#/stacks/stackinfo?stackId=" + quote(STACK, safe=""))
    assert dict(change.details) == {"status": "UPDATE_COMPLETE", "region": "us-east-1", "account": "123456789012"}
    assert not any(vendor.calls for vendor in world.vendors.values())


@pytest.mark.parametrize("status", ENDINGS)
def test_each_ending_is_told_in_words(world, status):
    found = stack_changed(deployed(world, status))
    assert isinstance(found, Change)
    assert found.summary == f"Stack prd2011-qa1-load-db {ENDINGS[status]}"


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "REVIEW_IN_PROGRESS"])
def test_steps_on_the_way_are_not(world, status):
    assert stack_changed(deployed(world, status)) == Ignored("stack-under-way", STACK)
    world.take(deployed(world, status))
    assert not timeline(world).changes


def test_another_change_comes_as_a_command(world):
    world.take({"watchbill": "change", "summary": "Flag scoring-v2 on", "source": "flags", "at": 1_772_330_000})
    assert timeline(world).changes == [Change(summary="Flag scoring-v2 on", source="flags", at=1_772_330_000)]


def test_what_cannot_be_told_now_is_told_later_and_alerts_go_first(world):
    timeline(world).fault = DeliveryError("HTTP 503")
    world.take(deployed(world), world.enter("load", "ALARM"))
    assert [len(vendor.calls) for vendor in world.vendors.values()] == [1, 1, 0]
    timeline(world).fault = None
    world.pass_seconds(61)
    assert len(timeline(world).changes) == 1
    world.pass_seconds(600, step=60)
    assert (len(timeline(world).changes), world.queued) == (1, [])


def test_a_vendor_that_is_down_for_hours_is_not_told_and_the_log_says_so(world):
    timeline(world).fault = DeliveryError("HTTP 503")
    world.take(deployed(world))
    world.pass_seconds(6 * 3600, step=60)
    assert timeline(world).asked == TRIES + 1
    assert world.queued == []
    assert [line["receivers"] for line in world.log.lines if line["message"] == "change dropped"] == [["on-call"]]


def test_a_refusal_is_not_repeated(world):
    timeline(world).fault = DeliveryError("HTTP 400", permanent=True)
    world.take(deployed(world))
    assert (timeline(world).asked, world.queued) == (1, [])


def test_changes_keep_the_pace_that_alerts_keep(world):
    for number in range(30):
        world.take({"watchbill": "change", "summary": f"{number}", "source": "ci", "at": number})
    assert len(timeline(world).changes) == 20
    world.pass_seconds(120)
    assert len(timeline(world).changes) == 30


@pytest.mark.parametrize(
    "payload",
    [
        {"source": "aws.cloudformation", "detail": {}},
        {"source": "aws.cloudformation", "detail": {"stack-id": "arn:x", "status-details": {"status": "x"}}},
        {"source": "aws.cloudformation", "detail": None},
    ],
)
def test_a_stack_event_that_cannot_be_read_is_refused_by_name(world, payload):
    with pytest.raises(EventRefusedError, match="a stack event that cannot be read"):
        stack_changed(payload)
    assert world.take(payload).failed == {"m0"}
