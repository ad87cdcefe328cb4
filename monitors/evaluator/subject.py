"""What a test is about: alarms from wherever they are written, in one shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from monitors.evaluator.alarm_rule import parse
from monitors.evaluator.intake.composite_alarm import read_composite
from monitors.evaluator.intake.metric_alarm import read_metric_alarm
from monitors.evaluator.intake.reader import Reader
from monitors.evaluator.state import State
from monitors.model.alarm import Part
from monitors.model.errors import WatchbillError
from monitors.model.problem import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitors.evaluator.intake import Actions, ForeignAlarm, ForeignComposite
    from monitors.evaluator.intake.check import CheckMetric
    from monitors.evaluator.intake.located import Located
    from monitors.model.alarm import Alarm, CompositeAlarm, Condition
    from monitors.model.problem import Problem


class SubjectError(WatchbillError):
    """What a test names does not exist or cannot be evaluated. `path` is the key of the test that names it."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A metric alarm under test. Members of one `incident` share it, each playing its part."""

    name: str
    condition: Condition
    part: str
    incident: str
    tells: frozenset[State]
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A composite alarm under test, which opens and closes an `incident` by itself; suppressor periods in seconds."""

    name: str
    rule_expression: str
    incident: str
    tells: frozenset[State]
    suppressor: str | None = None
    wait: int = 0
    extension: int = 0
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """All alarms of a test: those asked for and those that composites among them look at."""

    members: tuple[Member, ...]
    composites: tuple[Composite, ...] = ()
    findings: tuple[tuple[str, Problem], ...] = ()
    """(alarm, what is wrong or doubtful about it), of alarms that others wrote."""

    @property
    def names(self) -> tuple[str, ...]:
        return (*(member.name for member in self.members), *(composite.name for composite in self.composites))

    def incident_of(self, name: str) -> str:
        """The incident that an alarm belongs to. Raises KeyError for a name that is not there."""
        incidents = {member.name: member.incident for member in self.members}
        incidents |= {composite.name: composite.incident for composite in self.composites}
        return incidents[name]


class Resolver(Protocol):
    """Finds alarms outside the test file. Every method raises SubjectError, or SpecError for a bad spec."""

    def rule(self, rule: str, resource: Mapping[str, Any], spec: Mapping[str, Any]) -> Subject:
        """All alarms of one rule on one resource with these settings."""

    def planned(self, alarm: str) -> Subject:
        """An alarm of the repository's own plan, with the others of its incident."""

    def template(self, path: str, parameters: Mapping[str, str]) -> Subject:
        """Every alarm of a template or dump; `path` is relative to the test file."""


def of_plan(alarms: Iterable[Alarm], composites: Iterable[CompositeAlarm] = ()) -> Subject:
    """Alarms of our own vocabulary."""
    return Subject(
        members=tuple(
            Member(
                name=alarm.name,
                condition=alarm.condition,
                part=alarm.part.value,
                incident=alarm.incident,
                tells=_tells(alarm=alarm.tells_alarm, ok=alarm.tells_ok),
                severity=alarm.severity.value,
            )
            for alarm in alarms
        ),
        composites=tuple(
            Composite(
                name=composite.name,
                rule_expression=composite.rule_expression,
                incident=composite.incident,
                tells=_tells(alarm=composite.tells, ok=composite.tells),
                severity=composite.severity.value,
            )
            for composite in composites
        ),
    )


def of_foreign(
    alarms: Sequence[ForeignAlarm], composites: Sequence[ForeignComposite], findings: Iterable[Problem]
) -> Subject:
    """Alarms that others wrote. One that cannot be evaluated is left out; the findings say why."""
    return Subject(
        members=tuple(
            Member(
                name=alarm.name,
                condition=alarm.condition,
                part=Part.TRIP.value,
                incident=alarm.name,
                tells=_foreign_tells(alarm.actions),
            )
            for alarm in alarms
            if alarm.condition is not None
        ),
        composites=tuple(
            Composite(
                name=composite.name,
                rule_expression=composite.rule_expression,
                incident=composite.name,
                tells=_foreign_tells(composite.actions),
                suppressor=composite.suppressor,
                wait=composite.suppressor_wait,
                extension=composite.suppressor_extension,
            )
            for composite in composites
        ),
        findings=tuple(_attribute([*alarms, *composites], findings)),
    )


def _attribute(
    alarms: Sequence[ForeignAlarm | ForeignComposite], findings: Iterable[Problem]
) -> Iterator[tuple[str, Problem]]:
    """Each finding with the alarm in whose lines it stands."""
    for finding in findings:
        above = [alarm for alarm in alarms if alarm.source <= finding.source]
        if above:
            yield max(above, key=lambda alarm: alarm.source).name, finding


def read_inline(alarms: Mapping[str, Located], file: str, check_metric: CheckMetric) -> Subject:
    """Alarms written in the test itself, with CloudFormation's properties. Raises SubjectError with the first fault."""
    metric_alarms: list[ForeignAlarm] = []
    composites: list[ForeignComposite] = []
    findings: list[Problem] = []
    for name, properties in alarms.items():
        reader = Reader(properties, file, f"alarms.{name}")
        source = properties.source(file)
        if "AlarmRule" in properties:
            composites.append(read_composite(reader, name, source))
        else:
            metric_alarms.append(read_metric_alarm(reader, name, source, check_metric))
        findings += reader.findings
    subject = of_foreign(metric_alarms, composites, findings)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        raise SubjectError("; ".join(f"{finding.source}: {finding.message}" for finding in errors))
    return subject


def pick(subject: Subject, name: str) -> Subject:
    """The alarm of that name, and all that a composite of that name rests on. Raises SubjectError if there is none."""
    composites = {composite.name: composite for composite in subject.composites}
    if name not in subject.names:
        refused = [finding.message for alarm, finding in subject.findings if alarm == name]
        why = "; ".join(refused) or f"there are {', '.join(subject.names) or 'none'}"
        raise SubjectError(f"no alarm {name!r} to test: {why}", "alarm")
    wanted, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current not in wanted and current in subject.names:
            wanted.add(current)
            if current in composites:
                waiting += parse(composites[current].rule_expression).children
                waiting += [composites[current].suppressor or ""]
    return replace(
        subject,
        members=tuple(member for member in subject.members if member.name in wanted),
        composites=tuple(composite for composite in subject.composites if composite.name in wanted),
        findings=tuple((alarm, finding) for alarm, finding in subject.findings if alarm in wanted),
    )


def join_parts(subject: Subject, parts: Mapping[Any, str]) -> Subject:
    """Let alarms play one incident's parts (part → alarm). Raises SubjectError for a name that is not there."""
    for name in parts.values():
        if name not in subject.names:
            raise SubjectError(f"parts: no alarm {name!r}; there are {', '.join(subject.names)}", "parts")
    roles = {name: part for part, name in parts.items()}
    incident = parts.get("trip", "")
    members = tuple(
        replace(member, part=roles[member.name], incident=incident) if member.name in roles else member
        for member in subject.members
    )
    return replace(subject, members=members)


def _tells(*, alarm: bool, ok: bool) -> frozenset[State]:
    return frozenset(state for state, told in ((State.ALARM, alarm), (State.OK, ok)) if told)


def _foreign_tells(actions: Actions) -> frozenset[State]:
    told = _tells(alarm=actions.tells_alarm, ok=actions.tells_ok)
    return told | {State.INSUFFICIENT_DATA} if actions.enabled and actions.insufficient_data else told
