"""Pictures of a service that nobody has to deploy: states and incidents as a test tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from watchbill.oncall.alarm import AlarmNow
from watchbill.oncall.mute import Mute
from watchbill.oncall.picture import Part, Picture
from watchbill.oncall.pulse import Pulse, Pulses
from watchbill.oncall.stack import StackNow
from watchbill.reading import read_plan
from workers.alert_router.incident import Entry, Incident, Told
from workers.alert_router.member import Voice

if TYPE_CHECKING:
    from pathlib import Path

    from monitors.model.plan import Plan

AT = datetime(2026, 11, 27, 3, 12, tzinfo=UTC)
TRIP = "ward-qa1-lambda-greet-error-rate-high"
RUNNING = "router: {enabled: true}\ncanaries: {enabled: true}\n"


def plan_of(folder: Path, spec: str, *, running: bool = True) -> Plan:
    """`running`: with the router and the canaries that the spec may ask for."""
    (folder / "config.yaml").write_text(spec + (RUNNING if running else ""))
    return read_plan(folder / "config.yaml", "qa1")


def ago(minutes: float) -> datetime:
    return AT - timedelta(minutes=minutes)


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def alarm(name: str, state: str = "OK", minutes: float = 2_000, value: float | None = 0.0, **changes: Any) -> AlarmNow:
    reason = f"Threshold Crossed: 1 datapoint [{value} (27/11/26 03:00:00)] was greater than the threshold (5.0)."
    arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
    made = AlarmNow(name=name, arn=arn, state=state, since=ago(minutes), reason=reason, value=value, actions=True)
    return replace(made, **changes)


def incident(rule: str = "lambda_function.error_rate_high", resource: str = "greet", **changes: Any) -> Incident:
    voice = Voice(name=TRIP, arn="", part="trip", state="ALARM", since=ms(ago(12)))
    entry = Entry(resource=resource, severity="P2", open=True, opened_at=ms(ago(12)), voice=voice, headline="")
    made = Incident(
        group_id="0123456789ab-cdef0123456789abcdef", service_id="0123456789ab", service="greetings",
        environment="qa1", owner="hosts", rule=rule, priority="high", account="123456789012", region="us-east-1",
        episode=1, is_open=True, severity="P2", opened_at=ms(ago(12)), count=1, entries={"a": entry},
        told={"on-call": Told(at=ms(ago(12)), why="route"), "team": Told(at=ms(ago(12)), why="route")},
    )  # fmt: skip
    return replace(made, **changes)


def mute(**changes: Any) -> Mute:
    made = Mute(
        name="ward-qa1-by-hand-greet-ann-20261127T030000", alarms=("ward-qa1-lambda-greet-throttled",),
        because="deploying the fix (by ann)", window=(ago(12), ago(-108)), by_hand=True, endless=False,
    )  # fmt: skip
    return replace(made, **changes)


def stack(name: str, plan: Plan, **changes: Any) -> StackNow:
    made = StackNow(name=name, status="UPDATE_COMPLETE", changed=ago(185), digest=plan.service.spec_digest)
    return replace(made, **changes)


def picture(plan: Plan, alarms: dict[str, AlarmNow] | None = None, **changes: Any) -> Picture:
    """Everything is well but what is told otherwise."""
    states = {one.name: alarm(one.name) for one in plan.every_alarm} | (alarms or {})
    canaries = {entry.resource.key: Pulse(at=ago(3), value=100.0) for entry in plan.of_kind("canary")}
    beat = Pulse(at=ago(1), value=1.0) if plan.of_kind("router") else None
    made = Picture(
        at=AT, alarms=Part(states), incidents=Part([]), mutes=Part(()),
        pulses=Part(Pulses(heartbeat=beat, canaries=canaries)), stacks=Part((stack("ward-qa1-foundation", plan),)),
    )  # fmt: skip
    return replace(made, **changes)
