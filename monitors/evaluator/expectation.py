"""Is what happened what was expected? Each shortfall says what was expected, what was got, and why, in AWS's words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitors.evaluator import duration
from monitors.evaluator.action import Fate
from monitors.evaluator.reason import CREATED
from monitors.evaluator.target import is_clear, target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.scenario import Incident, Outcome
    from monitors.evaluator.state import State, Timeline
    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One expectation that was not met. `index` is its place in the list; `at` seconds from the beginning."""

    index: int
    expected: str
    got: str
    why: str = ""
    at: int | None = None
    alarm: str = ""


def check(expectations: Sequence[Expectation], subject: Subject, outcome: Outcome, second: int = 0) -> list[Shortfall]:
    """Every shortfall, in order. `second` is that at which the alarms are evaluated: times are read so much later.

    Raises SubjectError when an expectation names an alarm that is not there.
    """
    checker = _Checker(subject, outcome, second)
    found = [shortfall for index, one in enumerate(expectations) for shortfall in checker.check(index, one)]
    return [*found, *checker.check_incidents(expectations)]


class _Checker:
    def __init__(self, subject: Subject, outcome: Outcome, second: int) -> None:
        self._subject, self._outcome, self._second = subject, outcome, second

    def check(self, index: int, one: Expectation) -> Iterator[Shortfall]:
        if one.alarm is not None or one.incidents is None:
            target(self._subject, one.alarm, index)
        if one.state is not None:
            yield from self._check_state(index, one, one.state)
        elif one.never is not None or one.always is not None:
            yield from self._check_span(index, one)
        elif one.notified is not None:
            yield from self._check_notified(index, one)
        elif one.incidents is not None:
            happened = self._happened(one)
            if len(happened) != one.incidents:
                expected, got = f"{one.incidents} incident(s)", self._told(happened)
                yield self._about(Shortfall(index=index, expected=expected, got=got), happened[0] if happened else None)

    def _check_state(self, index: int, one: Expectation, state: State) -> Iterator[Shortfall]:
        name, timeline, at = *self._find(one.alarm), one.at or 0
        change = timeline.last_change(max(self._time(at), timeline.created))
        expected = f"{state} at {duration.show(at)}"
        if change.state is not state:
            got = f"{change.state} since {self._show(change.at)}"
            later = next((c.at for c in timeline.transitions if c.state is state and c.at > self._time(at)), None)
            if later is not None:
                got += f"; {state} only at {self._show(later)}"
            yield Shortfall(index=index, expected=expected, got=got, why=change.reason, at=at, alarm=name)
        elif one.because is not None and one.because not in change.reason:
            wanted = f"{expected} because “{one.because}”"
            yield Shortfall(index=index, expected=wanted, got="another reason", why=change.reason, at=at, alarm=name)

    def _check_span(self, index: int, one: Expectation) -> Iterator[Shortfall]:
        name, timeline = self._find(one.alarm)
        begin = self._time(one.since or 0)
        until = self._time(one.until) if one.until is not None else self._outcome.end
        for start, stop, state in timeline.spans():
            if stop <= begin or start > until or (state is not one.never if one.never else state is one.always):
                continue
            change = timeline.last_change(max(start, begin))
            if one.always and change.reason == CREATED and one.since is None:
                continue  # before its first evaluation an alarm has the state of its creation
            expected = f"never {one.never}" if one.never else f"always {one.always}"
            bounds = "" if one.since is None else f" from {duration.show(one.since)}"
            bounds += "" if one.until is None else f" until {duration.show(one.until)}"
            at = max(start, begin) - self._outcome.start
            got = f"{state} at {duration.show(at)}"
            yield Shortfall(index=index, expected=expected + bounds, got=got, why=change.reason, at=at, alarm=name)
            return

    def _check_notified(self, index: int, one: Expectation) -> Iterator[Shortfall]:
        name, _ = self._find(one.alarm)
        actions = self._outcome.actions[name]
        ran = [action for action in actions if action.fate is Fate.RAN]
        told = "; ".join(
            f"{action.state} {action.fate} at {self._show(action.at)}{f' ({action.why})' if action.why else ''}"
            for action in actions
        )
        if one.notified == "nobody":
            begin = self._time(one.since or 0)
            until = self._time(one.until) if one.until is not None else self._outcome.end
            if any(begin <= action.at <= until for action in ran):
                yield Shortfall(index=index, expected="nobody is notified", got=told, alarm=name)
        elif not any(action.at == self._time(one.at or 0) and action.state is one.notified for action in ran):
            expected = f"{one.notified} notified at {duration.show(one.at or 0)}"
            why = "" if one.notified in self._subject.told_by(name) else f"it has no actions for {one.notified}"
            yield Shortfall(index=index, expected=expected, got=told or "no action", why=why, at=one.at, alarm=name)

    def check_incidents(self, expectations: Sequence[Expectation]) -> Iterator[Shortfall]:
        """Listed incidents must be all that their alarms opened, in order: `opened once` is said by listing one."""
        listed: dict[str, list[tuple[int, Expectation]]] = {}
        for index, one in enumerate(expectations):
            if one.opened is not None:
                listed.setdefault(target(self._subject, one.alarm), []).append((index, one))
        for alarm, entries in listed.items():
            yield from self._compare(alarm, entries)

    def _compare(self, alarm: str, listed: list[tuple[int, Expectation]]) -> Iterator[Shortfall]:
        happened = self._happened(listed[0][1])
        got = self._told(happened)
        for place, (index, one) in enumerate(listed):
            if place >= len(happened):
                reason = self._reason(alarm, self._time(one.opened or 0))
                yield Shortfall(index=index, expected=_told(one), got=got, why=reason, at=one.opened, alarm=alarm)
                return
            if not self._matches(one, happened[place]):
                reason = self._mismatch(one, happened[place], alarm)
                yield Shortfall(index=index, expected=_told(one), got=got, why=reason, at=one.opened, alarm=alarm)
                return
        if len(happened) > len(listed):
            yield Shortfall(index=listed[-1][0], expected=f"{len(listed)} incident(s) in all", got=got, alarm=alarm)

    def _happened(self, one: Expectation) -> list[Incident]:
        """The incidents an expectation means: its alarm's, or all where it counts them and names none of several."""
        incidents = sorted(self._outcome.incidents, key=lambda incident: incident.opened)
        if one.incidents is not None and one.alarm is None and not is_clear(self._subject):
            return incidents
        key = self._subject.incident_of(target(self._subject, one.alarm))
        return [incident for incident in incidents if incident.key == key]

    def _matches(self, one: Expectation, incident: Incident) -> bool:
        if incident.opened != self._time(one.opened or 0):
            return False
        if one.severity is not None and incident.severity != one.severity:
            return False
        if one.closed is None:
            return True
        return incident.closed == (None if one.closed == "never" else self._time(one.closed))

    def _told(self, incidents: Sequence[Incident]) -> str:
        told = [
            f"opened {self._show(incident.opened)}, "
            + ("still open" if incident.closed is None else f"closed {self._show(incident.closed)}")
            + (f" ({incident.severity})" if incident.severity else "")
            for incident in incidents
        ]
        return "; ".join(told) or "no incident"

    def _find(self, name: str | None) -> tuple[str, Timeline]:
        found = target(self._subject, name)
        return found, self._outcome.timelines[found]

    def _time(self, at: int) -> int:
        return self._outcome.start + at + self._second

    def _show(self, at: int) -> str:
        passed = at - self._outcome.start - self._second
        return "before the beginning" if passed < 0 else duration.show(passed)

    def _about(self, shortfall: Shortfall, incident: Incident | None) -> Shortfall:
        """With the alarm that opened the incident, and its reason, where there is one."""
        if incident is None:
            return shortfall
        alarm = self._subject.opener_of(incident.key)
        reason, at = self._reason(alarm, incident.opened), incident.opened - self._outcome.start - self._second
        return replace(shortfall, why=reason, at=max(0, at), alarm=alarm)

    def _mismatch(self, one: Expectation, incident: Incident, alarm: str) -> str:
        """Why the incident opened when it did; or closed so, if only that differs."""
        if incident.opened != self._time(one.opened or 0) or isinstance(one.closed, str) or one.closed is None:
            return self._reason(alarm, incident.opened)
        closer = self._subject.closer_of(incident.key)
        return self._reason(closer, self._time(one.closed) if incident.closed is None else incident.closed)

    def _reason(self, alarm: str, at: int) -> str:
        timeline = self._outcome.timelines[alarm]
        return timeline.last_change(max(at, timeline.created)).reason


def _told(one: Expectation) -> str:
    closed = (
        "" if one.closed is None else f", closed {one.closed if one.closed == 'never' else duration.show(one.closed)}"
    )
    return f"incident opened {duration.show(one.opened or 0)}{closed}{f' ({one.severity})' if one.severity else ''}"
