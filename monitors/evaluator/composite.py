"""Composite alarms over the timelines of their children."""

from __future__ import annotations

from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from monitors.evaluator.alarm_rule import AlarmRuleError, parse
from monitors.evaluator.reason import CREATED
from monitors.evaluator.state import Doubt, State, Timeline, Transition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.evaluator.condition_tree import AlarmRule


def evaluate_all(
    rules: Mapping[str, str], timelines: Mapping[str, Timeline], *, created: int, end: int
) -> dict[str, Timeline]:
    """A timeline for each composite of `rules` (name → AlarmRule), which may name each other.

    Raises AlarmRuleError for a rule CloudWatch refuses, a cycle (which stops evaluation on AWS) or an unknown child.
    """
    parsed = {name: parse(text) for name, text in rules.items()}
    found = dict(timelines)
    for name in _order(parsed):
        for child in parsed[name].children:
            if child not in found:
                raise AlarmRuleError(f"{name} names {child!r}, which is no alarm here")
        found[name] = evaluate(name, parsed[name], found, created=created, end=end)
    return {name: found[name] for name in rules}


def _order(parsed: Mapping[str, AlarmRule]) -> Iterator[str]:
    graph = {name: [child for child in rule.children if child in parsed] for name, rule in parsed.items()}
    try:
        yield from TopologicalSorter(graph).static_order()
    except CycleError as error:
        path = " → ".join(reversed(error.args[1]))
        raise AlarmRuleError(f"composites form a cycle, which stops their evaluation: {path}") from error


def evaluate(name: str, rule: AlarmRule, timelines: Mapping[str, Timeline], *, created: int, end: int) -> Timeline:
    """One composite: INSUFFICIENT_DATA at creation, then OK or ALARM from its children's states on."""
    children = {child: timelines[child] for child in rule.children}
    born = max([created, *(timeline.created for timeline in children.values())])
    moments = sorted(
        {born, *(change.at for child in children.values() for change in child.transitions if change.at > born)}
    )
    state = State.INSUFFICIENT_DATA
    transitions = [Transition(at=created, state=state, previous=state, reason=CREATED, quiet=True)]
    for at in moments:
        states = {child: timeline.state_at(at) for child, timeline in children.items()}
        after = State.ALARM if rule.holds(states) else State.OK
        if after is not state:
            transitions.append(Transition(at=at, state=after, previous=state, reason=_reason(children, at, created)))
            state = after
    return Timeline(name=name, end=end, transitions=tuple(transitions), doubts=tuple(_doubts(rule, children, end)))


def _reason(children: Mapping[str, Timeline], at: int, created: int) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    when = f"{moment:%A} {moment.day} {moment:%B, %Y %H:%M:%S} UTC"
    changed = [
        f"{child} transitioned to {timeline.state_at(at)} at {when}"
        for child, timeline in children.items()
        if timeline.last_change(at).at == at
    ]
    return "; ".join(changed) or ("its children's states at creation" if at >= created else CREATED)


def _doubts(rule: AlarmRule, children: Mapping[str, Timeline], end: int) -> Iterator[Doubt]:
    """What is doubtful of a child is doubtful of the composite; so is what AWS leaves open about the rule itself."""
    begin = max((timeline.created for timeline in children.values()), default=end)
    for reason in rule.doubts:
        yield Doubt(at=begin, until=end, reason=reason, readings=(State.OK, State.ALARM))
    for name, timeline in children.items():
        for doubt in timeline.doubts:
            yield Doubt(
                at=doubt.at, until=doubt.until, reason=f"{name}: {doubt.reason}", readings=(State.OK, State.ALARM)
            )
