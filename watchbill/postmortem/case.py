"""All that is known of one or several incidents: gathered from CloudWatch, the router's table, CloudFormation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitors.links import logs_insights_between
from monitors.model.alarm import Part
from watchbill.oncall.moment import from_ms
from watchbill.postmortem.alarm_history import read_alarm_history
from watchbill.postmortem.deployment_history import read_deployments
from watchbill.postmortem.incident_history import incident_moments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan, ResourcePlan
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.incident_table import File
    from watchbill.postmortem.moment import Moment, Source

BEFORE, AFTER = timedelta(hours=2), timedelta(minutes=15)
"""Looked at around an incident: what broke it often came an hour before the alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time that is looked at. `began` and `ended` are the trouble's own; `ended` None while it goes on."""

    since: datetime
    until: datetime
    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLink:
    """A saved query of a function, over the window."""

    function: str
    what: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`alarms` are those of the incidents that the spec still has, `affected` their resources."""

    plan: Plan
    window: Window
    files: tuple[File, ...]
    timeline: tuple[Moment, ...]
    alarms: tuple[Alarm | CompositeAlarm, ...]
    affected: tuple[ResourcePlan, ...]
    logs: tuple[LogLink, ...]

    @property
    def severity(self) -> str:
        """The worst; without an incident on record, that of the worst alarm."""
        kept = [file.episode.incident.severity for file in self.files]
        return min(kept or [str(alarm.severity) for alarm in self.alarms], default="")

    def of(self, source: Source) -> tuple[Moment, ...]:
        return tuple(moment for moment in self.timeline if moment.source is source)

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds to acknowledge, the mean over those that were."""
        return _mean(
            [
                incident.acknowledged_at - incident.opened_at
                for incident in (file.episode.incident for file in self.files)
                if incident.acknowledged_at
            ]
        )

    @property
    def resolved_after(self) -> float | None:
        """Seconds to resolve, the mean over those that are over."""
        return _mean(
            [
                incident.closed_at - incident.opened_at
                for incident in (file.episode.incident for file in self.files)
                if incident.closed_at
            ]
        )


def window_of(files: Sequence[File], now: datetime) -> Window:
    """From before the first opened until after the last was over."""
    incidents = [file.episode.incident for file in files]
    began = from_ms(min(incident.opened_at for incident in incidents))
    over = all(incident.closed_at for incident in incidents)
    ended = from_ms(max(incident.closed_at for incident in incidents)) if over else None
    return Window(since=began - BEFORE, until=min((ended or now) + AFTER, now), began=began, ended=ended)


def gather(connection: Connection, plan: Plan, files: Sequence[File], window: Window) -> Case:
    """Read everything about the window. Three listings, and one a stack that changed in it."""
    service = plan.service
    history = read_alarm_history(connection, f"{service.prefix}-", window.since, window.until)
    deployments = read_deployments(connection, service, window.since, window.until)
    alarms = _alarms(plan, files, history)
    names = {alarm.name for alarm in alarms}
    holds = {alarm.name for alarm in plan.alarms if alarm.part is Part.HOLD}  # one in ALARM by itself is no news
    own = [m for m in history if m.subject in names or (m.what == "ALARM" and m.subject not in holds)]
    kept = [moment for file in files for moment in incident_moments(file)]
    touched = {(alarm.kind, alarm.resource) for alarm in alarms}
    affected = tuple(e for e in plan.resources if (e.resource.kind, e.resource.key) in touched)
    return Case(
        plan=plan,
        window=window,
        files=tuple(files),
        timeline=tuple(sorted((*own, *kept, *deployments))),
        alarms=alarms,
        affected=affected,
        logs=_logs(plan, affected, window),
    )


def _alarms(plan: Plan, files: Sequence[File], history: Sequence[Moment]) -> tuple[Alarm | CompositeAlarm, ...]:
    """The incidents' own; without any, those that were in ALARM."""
    if files:
        wanted = {(f.episode.incident.rule, resource) for f in files for resource in f.episode.resources}
        return tuple(alarm for alarm in plan.every_alarm if (alarm.rule, alarm.resource) in wanted)
    rang = {moment.subject for moment in history if moment.what == "ALARM"}
    return tuple(alarm for alarm in plan.every_alarm if alarm.name in rang)


def _logs(plan: Plan, affected: Sequence[ResourcePlan], window: Window) -> tuple[LogLink, ...]:
    return tuple(
        LogLink(
            function=entry.resource.key,
            what=query.name.rpartition("/")[2],
            url=logs_insights_between(
                plan.service.region, query.log_groups, query.text, _console(window.since), _console(window.until)
            ),
        )
        for entry in affected
        for query in entry.queries
    )


def _mean(milliseconds: Sequence[int]) -> float | None:
    return sum(milliseconds) / len(milliseconds) / 1_000 if milliseconds else None


def _console(moment: datetime) -> str:
    """As the console writes times into its addresses; the window is in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
