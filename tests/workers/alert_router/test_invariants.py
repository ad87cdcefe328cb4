"""Duplicated, reordered, delayed and lost events, mutes, people and failing vendors: what must hold holds.

The machine keeps the truth apart from the router: CloudWatch's alarms as they are, and what the documented latch makes
of their true history. Events about them reach the router when, as often, and in whatever order the machine likes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.workers.alert_router.world import ROUTES, World
from workers.alert_router import record
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.event import normalise
from workers.alert_router.router import OLD_MS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workers.alert_router.incident import Incident

SERVICES = {
    "errors": {"rule": "lambda_function.error_rate_high", "held": "yes", "priority": "high", "severity": "P2"},
    "throttled": {"rule": "lambda_function.throttled", "priority": "medium", "severity": "P3"},
    "again": {"rule": "lambda_function.throttled", "priority": "medium", "severity": "P3"},
    "all": {"rule": "service.all_functions_failing", "priority": "high", "severity": "P1"},
}
ALARMS = ("errors", "errors-hold", "throttled", "again", "again-step", "all")
RECEIVERS = {
    **ROUTES["receivers"],
    "team": {
        **ROUTES["receivers"]["team"],
        "quiet": [{"from": "02:00", "to": "02:12"}, {"from": "02:30", "to": "02:40"}],
    },
}
"""The world's clock starts at 01:53."""
REMINDERS = [{"match": {}, "every_minutes": 7}]
steps = 0


class RouterMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.world = World({**ROUTES, "receivers": RECEIVERS, "reminders": REMINDERS, "reopen_hours": 0})
        self.on_the_way: list[dict[str, Any]] = []
        self.seen: list[dict[str, Any]] = []
        self.states: dict[str, str] = {}
        self.known: dict[str, tuple[int, str]] = {}
        """The newest state of each alarm that the router can know of."""
        self.dismissed = False

    @rule(name=st.sampled_from(ALARMS), mute=st.sampled_from([0, 0, 0, 120]), seconds=st.integers(1, 90))
    def change(self, name: str, mute: int, seconds: int) -> None:
        """An alarm changes its state; an event about it sets out."""
        self.world.pass_seconds(seconds, step=30)
        state = "OK" if self.states.get(name) == "ALARM" else "ALARM"
        self.states[name] = state
        until = self.world.now + mute * 1000 if mute else 0
        own = SERVICES[name.removesuffix("-hold").removesuffix("-step")]
        worse = {"severity": "P2"} if name.endswith("-step") else {}
        self.on_the_way.append(self.world.enter(name, state, muted_until=until, **own | worse))

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data(), twice=st.booleans())
    def deliver(self, data: st.DataObject, twice: bool) -> None:
        """Some of the events arrive, in any order, perhaps twice."""
        picked = data.draw(st.lists(st.integers(0, len(self.on_the_way) - 1), min_size=1, max_size=4, unique=True))
        batch = [self.on_the_way[index] for index in picked]
        self.on_the_way = [one for index, one in enumerate(self.on_the_way) if index not in picked]
        self.seen += batch
        assert not self.world.take(*batch, *(batch if twice else [])).failed
        self._learn(batch)

    def _learn(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            told = normalise(event)
            # The router asks about an alarm whose event is old.
            now = self.world.alarms[told.name] if self.world.now - told.at > OLD_MS else told
            for one in (told, now):
                self.known[one.name] = max(self.known.get(one.name, (0, "OK")), (one.at, one.state))

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """An event never arrives."""
        self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """An event that arrived long ago arrives again."""
        event = data.draw(st.sampled_from(self.seen))
        self.world.take(event)
        self._learn([event])

    @rule(minutes=st.integers(1, 3))
    def reconcile(self, minutes: int) -> None:
        for _ in range(minutes):
            self.world.pass_seconds(60, step=20)
            waiting = self._open()
            self.world.router.reconcile()
            # It asks which alarms are on, and how those stand that an open latch waits for; nothing of the others.
            self.known |= {
                name: (alarm.at, alarm.state)
                for name, alarm in self.world.alarms.items()
                if alarm.state == "ALARM" or name in waiting
            }

    @precondition(lambda self: any(one.is_open for one in self.world.incidents))
    @rule(data=st.data(), kind=st.sampled_from(["acknowledge", "resolve"]))
    def person(self, data: st.DataObject, kind: str) -> None:
        """Somebody acknowledges or resolves by hand, for whom a moment has passed."""
        one = data.draw(st.sampled_from([one for one in self.world.incidents if one.is_open]))
        self.world.pass_seconds(1)
        self.dismissed |= kind == "resolve"
        self.world.take({"watchbill": kind, "incident": one.incident_id, "by": "Ada", "at": self.world.now})

    @rule(name=st.sampled_from(ALARMS))
    def mute_rule(self, name: str) -> None:
        """Somebody makes a mute rule, of which no event tells, or ends it."""
        if not self.world.mute_rules.pop(name, None):
            self.world.mute_rules[name] = "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:by-hand"

    @rule(name=st.sampled_from(["on-call", "team"]), fault=st.sampled_from(["up", "down", "refuses", "busy", "mute"]))
    def vendor(self, name: str, fault: str) -> None:
        """A vendor goes down, or comes back."""
        vendor = self.world.vendors[name]
        vendor.fault = {
            "down": DeliveryError("HTTP 503"),
            "refuses": DeliveryError("HTTP 400", permanent=True),
            "busy": DeliveryError("HTTP 429", retry_after=20),
        }.get(fault)
        vendor.lost_answers = 2 if fault == "mute" else 0

    @invariant()
    def nothing_resolves_what_it_did_not_try_to_open(self) -> None:
        """An attempt that a vendor did not answer may have opened it: then a resolve must follow."""
        global steps
        steps += 1
        assert all(not vendor.stray_resolves for vendor in self.world.vendors.values())

    @invariant()
    def revisions_reach_a_receiver_in_order(self) -> None:
        for vendor in self.world.vendors.values():
            latest: dict[str, int] = {}
            for told in vendor.told:
                assert told.revision > latest.get(told.incident_id, 0)
                latest[told.incident_id] = told.revision

    @invariant()
    def an_incident_counts_its_open_latches(self) -> None:
        opened: dict[str, int] = {}
        for item in self.world.table.all("latch#"):
            if item.body["group"]:
                opened[item.body["group"]] = opened.get(item.body["group"], 0) + 1
        for one in self.world.incidents:
            assert one.count == opened.get(one.group_id, 0)
            assert one.count >= 0

    @invariant()
    def a_latch_without_a_hold_is_open_while_its_alarm_is_on(self) -> None:
        """As far as anybody could know: no resolve while a newer ALARM is known, no opening after a newer OK."""
        opened = self._open()
        for name in ("throttled", "again", "all"):
            assert (name in opened) is (self.known.get(name, (0, "OK"))[1] == "ALARM")

    @invariant()
    def a_latch_with_a_hold_is_open_while_its_trip_is_on(self) -> None:
        if self.known.get("errors", (0, "OK"))[1] == "ALARM":
            assert "errors" in self._open()

    def _open(self) -> set[str]:
        """The names of the alarms that an open latch waits for, its hold's too."""
        members = [record.member_of(item)[0] for item in self.world.table.all("latch#") if item.queue]
        return {member.facts.incident for member in members}

    @invariant()
    def at_most_one_incident_a_group_is_open_at_a_vendor_that_answers(self) -> None:
        ids = {one.incident_id for one in self.world.incidents if one.is_open}
        for vendor in self.world.vendors.values():
            pending = {row.notification.incident_id for row in self.world.rows if row.status == "pending"}
            assert set(vendor.open) <= ids | pending | self._parked()

    def _parked(self) -> set[str]:
        return {row.notification.incident_id for row in self.world.rows if row.status in ("parked", "refused")}

    def teardown(self) -> None:
        """When all is quiet, what vendors show open is what is open, and that is what the alarms say."""
        if not hasattr(self, "world"):
            return
        for vendor in self.world.vendors.values():
            vendor.fault, vendor.lost_answers = None, 0
        self.world.mute_rules.clear()
        self.world.settle(minutes=30)
        self.world.pass_seconds(300, step=60)
        self.world.settle(minutes=15)
        assert not [row for row in self.world.rows if row.status == "pending"]
        opened = {one.incident_id: one for one in self.world.incidents if one.is_open}
        for vendor in self.world.vendors.values():
            assert set(vendor.open) - self._parked() == {
                key for key, one in opened.items() if vendor.name in one.told and key not in self._parked()
            }
        for one in opened.values():
            assert one.told or one.untold in ("inhibited", "muted by CloudWatch")
            assert not one.withheld or self._inhibited(one.rule, opened.values())
        self._check_truth({one.rule for one in opened.values()})

    def _inhibited(self, rule_name: str, opened: Iterable[Incident]) -> bool:
        """Whether the composite silences it, which people know of."""
        composite = SERVICES["all"]["rule"]
        return rule_name != composite and any(one.rule == composite and one.told for one in opened)

    def _check_truth(self, opened: set[str]) -> None:
        """Without a hold, open ⇔ in ALARM, but for what a person dismissed."""
        for rule_name, names in {
            "lambda_function.throttled": ("throttled", "again"),
            "service.all_functions_failing": ("all",),
        }.items():
            alarmed = any(self.states.get(name) == "ALARM" for name in names)
            assert rule_name not in opened or alarmed
            assert self.dismissed or not alarmed or rule_name in opened
        if self.states.get("errors") == "ALARM" and not self.dismissed:
            assert "lambda_function.error_rate_high" in opened
        quiet = self.states.get("errors", "OK") == "OK" and self.states.get("errors-hold") == "OK"
        trip, hold = self.world.alarms.get("errors"), self.world.alarms.get("errors-hold")
        if quiet and trip and hold and hold.at > trip.at:
            assert "lambda_function.error_rate_high" not in opened


QUIET = settings(
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def test_the_router_keeps_its_promises():
    run_state_machine_as_test(RouterMachine, settings=settings(QUIET, max_examples=15, stateful_step_count=30))


@pytest.mark.wide
def test_the_router_keeps_its_promises_over_twenty_thousand_steps(capsys):
    global steps
    steps = 0
    examples = int(os.environ.get("ROUTER_EXAMPLES", "520"))
    run_state_machine_as_test(RouterMachine, settings=settings(QUIET, max_examples=examples, stateful_step_count=60))
    with capsys.disabled():
        print(f"\n{steps:,} steps of the router's state machine")
    assert steps >= 20_000
