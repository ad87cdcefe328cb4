"""A case and its alarms, run once under given assumptions: states, actions and incidents over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from incidents import latch
from monitors.evaluator import action, composite, metric_alarm
from monitors.evaluator.subject import SubjectError
from monitors.evaluator.written import read_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitors.evaluator.action import Action
    from monitors.evaluator.assumption import Assumptions
    from monitors.evaluator.sample import Sample, SeriesId
    from monitors.evaluator.state import Timeline
    from monitors.evaluator.subject import Composite, Subject
    from monitors.evaluator.suite import Case
    from monitors.evaluator.written import Written

START = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday, at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What the latch made of an incident's edges; seconds UTC, None while it is open."""

    key: str
    opened: int
    closed: int | None
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that happened from `start` to `end` (seconds UTC). `data` are the samples it happened to."""

    start: int
    end: int
    timelines: Mapping[str, Timeline]
    actions: Mapping[str, Sequence[Action]]
    incidents: Sequence[Incident]
    data: Mapping[SeriesId, Sequence[Sample]]


class Stage:
    """A case and its alarms, to be played as often as wanted. Raises SubjectError or NotationError.

    Series are named as `named` names them, where that is another subject: what is published does not change with the
    alarm that looks at it.
    """

    def __init__(self, case: Case, subject: Subject, named: Subject | None = None) -> None:
        self._case, self._subject = case, subject
        self._series = read_series(case, subject, named or subject)
        self._length = case.until if case.until is not None else _length(case, self._series.values())
        self._data: dict[int, dict[SeriesId, list[Sample]]] = {}

    def play(self, assumptions: Assumptions, offset: int = 0) -> Outcome:
        """Run it, begun `offset` seconds later. Raises SubjectError, MathError, AlarmRuleError or ValueError."""
        case, subject = self._case, self._subject
        start = int((case.start or START).timestamp()) + offset
        end, created = start + self._length + assumptions.second, start - case.before
        data = self._published(start)
        timelines = {
            member.name: metric_alarm.evaluate(
                member.condition, data, name=member.name, created=created, end=end, assumptions=assumptions
            )
            for member in subject.members
        }
        rules = {one.name: one.rule_expression for one in subject.composites}
        timelines |= composite.evaluate_all(rules, timelines, created=created, end=end)
        actions = _actions(case, subject, timelines, created, end)
        incidents = list(_incidents(subject, timelines))
        return Outcome(start=start, end=end, timelines=timelines, actions=actions, incidents=incidents, data=data)

    def _published(self, start: int) -> dict[SeriesId, list[Sample]]:
        if start not in self._data:
            self._data = {start: {key: one.samples(start, self._case.before) for key, one in self._series.items()}}
        return self._data[start]


def _length(case: Case, series: Iterable[Written]) -> int:
    moments = [0, *(written.seconds for written in series)]
    for one in case.expect:
        closed = one.closed if isinstance(one.closed, int) else None
        moments += [moment for moment in (one.at, one.until, one.opened, closed) if moment is not None]
    return max(moments)


def _actions(
    case: Case, subject: Subject, timelines: Mapping[str, Timeline], created: int, end: int
) -> dict[str, Sequence[Action]]:
    told = {one.name: action.of_changes(timelines[one.name], one.tells) for one in subject.members}
    for one in subject.composites:
        told[one.name] = action.of_changes(timelines[one.name], one.tells)
        if (suppression := _suppression(one, timelines)) is not None:
            told[one.name] = action.suppress(told[one.name], suppression, end)
    return {
        name: action.mute(actions, timelines[name], _windows(case, subject, name, created, end))
        for name, actions in told.items()
    }


def _windows(case: Case, subject: Subject, name: str, begin: int, end: int) -> Iterable[tuple[int, int]]:
    for rule, muted in subject.mutes:
        if name in muted:
            yield from rule.windows(begin, end)
    for mute in case.mutes:
        if not mute.alarms or name in mute.alarms:
            yield from mute.rule.windows(begin, end)


def _suppression(one: Composite, timelines: Mapping[str, Timeline]) -> action.Suppression | None:
    if one.suppressor is None:
        return None
    if one.suppressor not in timelines:
        raise SubjectError(f"{one.name}: its suppressor {one.suppressor!r} is no alarm of this test")
    return action.Suppression(suppressor=timelines[one.suppressor], wait=one.wait, extension=one.extension)


def _incidents(subject: Subject, timelines: Mapping[str, Timeline]) -> Iterable[Incident]:
    roles = [(one.name, one.incident, one.part, one.severity) for one in subject.members]
    roles += [(one.name, one.incident, latch.TRIP, one.severity) for one in subject.composites]
    for key in dict.fromkeys(incident for _, incident, _, _ in roles):
        edges = [
            latch.Edge(name, part, change.state.value, change.at, severity)
            for name, incident, part, severity in roles
            if incident == key
            for change in timelines[name].transitions
            if not change.quiet
        ]
        yield from _replay(key, edges, held=any(edge.part == latch.HOLD for edge in edges))


def _replay(key: str, edges: list[latch.Edge], *, held: bool) -> Iterable[Incident]:
    current = latch.Latch(held=held)
    for edge in sorted(edges, key=lambda edge: edge.at):
        was_open = current.is_open
        current, _ = latch.apply(current, edge)
        if was_open and not current.is_open:
            yield _incident(key, current)
    if current.is_open:
        yield _incident(key, current)


def _incident(key: str, current: latch.Latch) -> Incident:
    closed = None if current.closed_at is None else int(current.closed_at)
    return Incident(key=key, opened=int(current.opened_at or 0), closed=closed, severity=current.severity)
