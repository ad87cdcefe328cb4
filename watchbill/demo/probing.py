"""The demo's canaries: run from here, on the cloud's own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watchbill.canary.suite import Suite, canaries_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from canaries.report import Report
    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection
    from watchbill.local.running import Runner


@dataclass(frozen=True, slots=True)
class CloudClock:
    """The cloud's time; sleeping moves it, and does whatever becomes due on the way."""

    runner: Runner

    def now(self) -> float:
        return self.runner.clock.now()

    def sleep(self, seconds: float) -> None:
        self.runner.tick(seconds)


MUTE = "demo-canaries-at-rest"
NOT_RUNNING = "canary.not_running"


def rest(connection: Connection, plan: Plan, now: float) -> None:
    """Switch the canaries' schedules off: the demo lets hours pass in seconds, and runs them itself.

    People would be told that they do not run, so that is muted, as one does who switches something off on purpose.
    """
    client = connection.client("scheduler")
    for canary in canaries_of(plan).values():
        shown = client.get_schedule(Name=canary.name)
        kept = ("ScheduleExpression", "FlexibleTimeWindow", "Target")
        client.update_schedule(Name=canary.name, State="DISABLED", **{name: shown[name] for name in kept})
    begin = f"at({datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M})"
    connection.client("cloudwatch").put_alarm_mute_rule(
        Name=MUTE,
        Rule={"Schedule": {"Expression": begin, "Duration": "P1D"}},
        MuteTargets={"AlarmNames": [alarm.name for alarm in plan.alarms if alarm.rule == NOT_RUNNING]},
    )


def probe(connection: Connection, plan: Plan, runner: Runner) -> Iterator[tuple[str, Report]]:
    """Run every canary once; each with its function's key."""
    suite = Suite(connection=connection, clock=CloudClock(runner))
    for key, definition in canaries_of(plan).items():
        yield key, suite.run(definition, lambda _: None).last
