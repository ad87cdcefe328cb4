"""What a mute silences that is going on right now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.alarm import Part
from watchbill.oncall.moment import age

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from watchbill.oncall.alarm import AlarmNow


def holds_of(plan: Plan, alarms: Sequence[Alarm | CompositeAlarm]) -> list[Alarm]:
    """The hold alarms of the same incidents."""
    incidents = {alarm.incident for alarm in alarms}
    return [alarm for alarm in plan.alarms if alarm.part is Part.HOLD and alarm.incident in incidents]


def cautions(
    muted: Sequence[Alarm | CompositeAlarm], holds: Sequence[Alarm], states: Mapping[str, AlarmNow], at: datetime
) -> Iterator[str]:
    """A sentence an incident: its trip is in ALARM, or its hold says that it has not recovered."""
    waiting = {hold.incident for hold in holds if _rings(hold.name, states)}
    for incident in sorted({alarm.incident for alarm in muted}):
        own = [alarm for alarm in muted if alarm.incident == incident]
        ringing = next((alarm for alarm in own if _rings(alarm.name, states)), None)
        if ringing is None and incident not in waiting:
            continue
        subject = f"{own[0].resource} {own[0].rule.rpartition('.')[2].replace('_', ' ')}"
        part = f"is in ALARM for {age(states[ringing.name].since, at)}" if ringing else "has not recovered yet"
        yield f"{subject} {part}: nobody is reminded of it while it is muted"


def _rings(name: str, states: Mapping[str, AlarmNow]) -> bool:
    return name in states and states[name].state == "ALARM"
