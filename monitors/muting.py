"""Which alarms a mute of the spec silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.alarm import Part
from monitors.model.problem import Problem
from monitors.model.route import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from monitors.model.route import Mute


ROUTER = "router"


def muted_by(plan: Plan, mute: Mute) -> tuple[str, ...]:
    """Names, sorted. No hold alarm: its news is that something has ended, which a mute never keeps back."""
    return tuple(sorted(alarm.name for alarm in plan.every_alarm if _speaks(alarm) and _fits(plan, mute, alarm)))


def audible(plan: Plan) -> tuple[str, ...]:
    """Names of all alarms that a window for everything silences, sorted."""
    return tuple(sorted(alarm.name for alarm in plan.every_alarm if _speaks(alarm) and alarm.kind != ROUTER))


def check_mutes(plan: Plan) -> Iterator[Problem]:
    """Mutes that silence nothing here: a name misspelt, or an alarm that is gone."""
    for mute in plan.policy.mutes:
        elsewhere = mute.match.environments and plan.service.environment not in mute.match.environments
        if not elsewhere and not muted_by(plan, mute):
            yield Problem(
                code="mute-matches-nothing",
                message=f"the mute `{mute.name}` matches no alarm",
                source=mute.source,
                path=f"mutes.{mute.name}",
                help="compare `match:` with the table of `watchbill route`, or remove the mute",
                width=len(mute.name),
            )


def _speaks(alarm: Alarm | CompositeAlarm) -> bool:
    return getattr(alarm, "part", Part.TRIP) is not Part.HOLD and getattr(alarm, "tells", True)


def _fits(plan: Plan, mute: Mute, alarm: Alarm | CompositeAlarm) -> bool:
    """The router's own alarms only by name: a window for everything is no reason to miss that nobody is told."""
    if alarm.kind == ROUTER and not mute.match.rules:
        return False
    return mute.match.covers(
        Match(
            priorities=(alarm.priority,),
            severities=(alarm.severity,),
            owners=(alarm.owner,),
            rules=(alarm.rule,),
            environments=(plan.service.environment,),
            resources=(alarm.resource,),
        )
    )
