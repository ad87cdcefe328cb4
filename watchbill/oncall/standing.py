"""A picture and the plan → what an on-call engineer wants to know first: what fires, who was told, what is silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitors.model.alarm import Alarm, CompositeAlarm, Part
from watchbill.audience import Audience
from watchbill.oncall.mute import muted_alarms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitors.model.plan import Plan
    from watchbill.oncall.alarm import AlarmNow
    from watchbill.oncall.picture import Picture
    from workers.alert_router.incident import Incident

AnyAlarm = Alarm | CompositeAlarm


class Mood(StrEnum):
    """How an alarm stands. The value is what people read."""

    FIRING = "ALARM"
    RECOVERING = "RECOVERING"
    """The trip is over, its hold alarm says that it has not recovered yet."""
    NO_DATA = "NO DATA"
    OK = "OK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One alarm that can open an incident. `told` are the receivers that were, `route` those that would be."""

    alarm: AnyAlarm
    now: AlarmNow
    mood: Mood
    told: tuple[str, ...]
    route: tuple[str, ...]
    untold: str
    muted_until: datetime | None

    @property
    def subject(self) -> str:
        """`loadScoresToDynamoDB error rate high`; a step says what it raises to."""
        symptom = self.alarm.rule.rpartition(".")[2].replace("_", " ")
        step = isinstance(self.alarm, Alarm) and self.alarm.part is Part.STEP
        return f"{self.alarm.resource} {symptom}" + (f" → {self.alarm.severity}" if step else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`rows` has the worst first. `missing`: the spec has it, CloudWatch does not; `strange`: the other way round."""

    picture: Picture
    plan: Plan
    rows: tuple[Row, ...]
    incidents: tuple[Incident, ...]
    missing: tuple[str, ...]
    strange: tuple[str, ...]
    disabled: tuple[str, ...]
    """Alarms whose actions somebody has switched off."""

    def of(self, mood: Mood) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.mood is mood)

    @property
    def healthy(self) -> bool:
        """Nothing fires and no incident is open; where no alarm is deployed, nobody can say so."""
        return bool(self.rows) and not self.of(Mood.FIRING) and not self.incidents


def judge(plan: Plan, picture: Picture) -> Standing:
    """Never fails on what could not be read: it is missing then."""
    alarms = picture.alarms.value or {}
    incidents = tuple(incident for incident in picture.incidents.value or () if incident.is_open)
    known = {alarm.name: alarm for alarm in plan.every_alarm}
    rows = _rows(plan, picture, alarms, incidents) if alarms else ()
    return Standing(
        picture=picture,
        plan=plan,
        rows=tuple(sorted(rows, key=_urgency)),
        incidents=tuple(sorted(incidents, key=lambda incident: (incident.severity, incident.opened_at))),
        missing=tuple(name for name in sorted(known) if name not in alarms) if picture.alarms.value is not None else (),
        strange=tuple(name for name in sorted(alarms) if name not in known),
        disabled=tuple(name for name, alarm in sorted(alarms.items()) if name in known and not alarm.actions),
    )


def _rows(plan: Plan, picture: Picture, alarms: Mapping[str, AlarmNow], incidents: Sequence[Incident]) -> Iterator[Row]:
    told = {
        (incident.rule, entry.resource): incident
        for incident in incidents
        for entry in incident.entries.values()
        if entry.open
    }
    holds = {alarm.incident: alarm.name for alarm in plan.alarms if alarm.part is Part.HOLD}
    audience = Audience(plan)
    muted = muted_alarms(picture.mutes.value or (), picture.at)
    for alarm in plan.every_alarm:
        now = alarms.get(alarm.name)
        if now is None or not _opens(alarm):
            continue
        incident = told.get((alarm.rule, alarm.resource))
        yield Row(
            alarm=alarm,
            now=now,
            mood=_mood(alarm, now, alarms.get(holds.get(alarm.incident, "")), waiting=incident is not None),
            told=tuple(incident.told) if incident else (),
            route=tuple(receiver.name for receiver in audience.receivers_of(alarm)),
            untold=incident.untold if incident and not incident.told else "",
            muted_until=muted.get(alarm.name),
        )


def _opens(alarm: AnyAlarm) -> bool:
    """A hold opens nothing by being in ALARM, nor does an inner node of a composite's tree."""
    return alarm.tells if isinstance(alarm, CompositeAlarm) else alarm.part is not Part.HOLD


def _mood(alarm: AnyAlarm, now: AlarmNow, hold: AlarmNow | None, *, waiting: bool) -> Mood:
    if now.state == "ALARM":
        return Mood.FIRING
    trip = isinstance(alarm, Alarm) and alarm.part is Part.TRIP
    if trip and waiting and hold is not None and hold.state != "OK":
        return Mood.RECOVERING
    return Mood.OK if now.state == "OK" else Mood.NO_DATA


def _urgency(row: Row) -> tuple[int, str, float, str]:
    """By mood, then the worst, then the newest."""
    return list(Mood).index(row.mood), row.alarm.severity, -row.now.since.timestamp(), row.alarm.name
