"""What a test is about: alarms from wherever they are written, in one shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from monitors.evaluator.alarm_rule import parse
from monitors.model.alarm import Part
from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.evaluator.mute import MuteRule
    from monitors.evaluator.state import State
    from monitors.model.alarm import Condition
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
    mutes: tuple[tuple[MuteRule, frozenset[str]], ...] = ()
    """Mute rules that stand beside the alarms, and whom they mute."""
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

    def told_by(self, name: str) -> frozenset[State]:
        """The states whose actions an alarm has."""
        tells = {member.name: member.tells for member in self.members}
        return (tells | {composite.name: composite.tells for composite in self.composites})[name]

    def opener_of(self, incident: str) -> str:
        """The alarm whose ALARM opens an incident."""
        openers = [one.name for one in self.members if one.incident == incident and one.part == Part.TRIP.value]
        return next(iter([*openers, *(one.name for one in self.composites if one.incident == incident)]))

    def closer_of(self, incident: str) -> str:
        """The alarm whose OK closes it."""
        holds = [one.name for one in self.members if one.incident == incident and one.part == Part.HOLD.value]
        return next(iter(holds), self.opener_of(incident))


class Resolver(Protocol):
    """Finds alarms outside the test file. Every method raises SubjectError, or SpecError for a bad spec."""

    def rule(self, rule: str, resource: Mapping[str, Any], spec: Mapping[str, Any]) -> Subject:
        """All alarms of one rule on one resource with these settings."""

    def planned(self, alarm: str, environment: str | None) -> Subject:
        """An alarm of the repository's own plan, by name or rule/resource, with the others of its incident."""

    def template(self, path: str, parameters: Mapping[str, str]) -> Subject:
        """Every alarm of a template or dump; `path` is relative to the test file."""


def pick(subject: Subject, name: str) -> Subject:
    """The alarm of that name, and all that a composite of that name rests on. Raises SubjectError if there is none."""
    composites = {composite.name: composite for composite in subject.composites}
    if name not in subject.names:
        refused = [finding.message for alarm, finding in subject.findings if alarm == name]
        close = get_close_matches(name, subject.names, n=1)
        meant = f"did you mean {close[0]}? " if close else ""
        why = "; ".join(refused) or f"{meant}there are {', '.join(subject.names) or 'none'}"
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
