"""Once a minute: what CloudWatch says now against what we hold, and what time alone asks for.

An event that was lost is made up for: an alarm in ALARM without a record opens, a record whose alarms are OK closes,
one whose alarms are gone is closed as such. It all goes the way that events go, so it can do no harm twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from incidents.latch import HOLD
from workers.alert_router import record
from workers.alert_router.contributor import changes
from workers.alert_router.event import DELETED, SUPPRESSOR, AlarmEvent
from workers.alert_router.fact import Facts, facts, latch_id
from workers.alert_router.reduction import Heard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workers.alert_router.member import Member
    from workers.alert_router.table import Table

SAME_MS = 5_000
"""CloudWatch's description and its event date one change of state a little apart: nearer than this is the same."""
TAG_CALLS = 60
"""Alarms whose tags are asked for in one round: ten a second are allowed, and others ask too."""
MANY = 100_000


class Alarms(Protocol):
    """What is asked of CloudWatch."""

    def in_alarm(self, prefixes: Sequence[str]) -> Iterable[AlarmEvent]: ...
    def named(self, names: Sequence[str]) -> Iterable[AlarmEvent]: ...
    def contributors(self, alarm: AlarmEvent) -> Iterable[AlarmEvent]: ...
    def remember(self, event: AlarmEvent) -> None: ...
    def knows(self, arn: str) -> bool: ...
    def tags(self, arn: str) -> Mapping[str, str]: ...


def open_members(table: Table) -> list[Member]:
    """Return the members whose latch is open: those that any incident is waiting for."""
    found = []
    for item in table.due("incident", record.NEVER, MANY):
        incident = record.incident_of(item, listed=False)
        keys = [queued.key for queued in table.due(f"member#{incident.group_id}", record.NEVER, MANY)]
        found += [record.member_of(stored)[0] for stored in table.get(keys).values()]
    return [member for member in found if member.latch.is_open]


def missed(members: Sequence[Member], alarms: Alarms, prefixes: Sequence[str], now: int) -> Iterator[Heard]:
    """Yield what the alarms' states now say that no event did; what a call that fails would have said comes last."""
    parts = {identity: member for member in members for identity in member.latch.registers}
    arns = {identity: member.voices[identity].arn for identity, member in parts.items()}
    unheard = {f"{one.facts.incident}-{HOLD}": one for one in members if one.latch.held and not one.latch.playing(HOLD)}
    names = sorted({_name(arn) for arn in arns.values()} | set(unheard))
    described = {event.arn: event for event in alarms.named(names)}
    raised = {event.arn: event for event in alarms.in_alarm(prefixes)}
    for identity, member in parts.items():
        event = described.get(arns[identity]) or raised.get(arns[identity]) or _gone(arns[identity], now)
        if event.state == DELETED and identity != event.arn:
            event = replace(event, contributor=identity.removeprefix(f"{event.arn}#"))
        if event.identity == identity and (told := _news(member, event)):
            yield Heard(member=member.id, event=told, facts=_facts(member, identity))
    for event in described.values():
        if event.arn not in parts and (waiting := unheard.get(event.name)):
            yield Heard(member=waiting.id, event=event, facts=replace(waiting.facts, part=HOLD))
    known = set(arns.values())
    yield from _unknown([one for one in raised.values() if one.arn not in known and one.name not in unheard], alarms)
    for arn in sorted(known & described.keys()):
        series = {identity: member for identity, member in parts.items() if arns[identity] == arn != identity}
        yield from _contributed(described[arn], series, alarms, now)


def _contributed(alarm: AlarmEvent, series: Mapping[str, Member], alarms: Alarms, now: int) -> Iterator[Heard]:
    """How an alarm's series stand, those included that no event told of."""
    for event in changes(alarm, {key: member.latch.registers[key] for key, member in series.items()}, alarms, now):
        member = series.get(event.identity)
        found = _facts(member, event.identity) if member else next(iter(series.values())).facts
        yield Heard(member=member.id if member else latch_id(event, found), event=event, facts=found)


def _unknown(raised: Sequence[AlarmEvent], alarms: Alarms) -> Iterator[Heard]:
    """Alarms in ALARM that no open latch knows."""
    calls = 0
    for event in raised:
        calls += not alarms.knows(event.arn)
        if calls <= TAG_CALLS:
            found = facts(event, alarms.tags(event.arn))
            yield Heard(member=latch_id(event, found), event=event, facts=found)


def _news(member: Member, event: AlarmEvent) -> AlarmEvent | None:
    """The event, if its state is not the last one heard, or is that at a later time, or is no longer held back."""
    register = member.latch.registers[event.identity]
    if member.muted_by.startswith(SUPPRESSOR) and not event.muted_until and register.part != HOLD:
        return replace(event, at=max(event.at, member.muted_at))
    known = register.times[register.state]
    if register.state == event.state:
        return event if event.at > known + SAME_MS else None
    return event if event.at > known or event.state == DELETED else None


def _facts(member: Member, identity: str) -> Facts:
    """What an alarm of a known member is: what its part says, and its own severity."""
    register = member.latch.registers[identity]
    return replace(member.facts, part=register.part, severity=register.severity or member.facts.severity)


def _gone(identity: str, now: int) -> AlarmEvent:
    _, _, _, region, account, _, name = identity.split(":", 6)
    return AlarmEvent(
        arn=identity, name=name, account=account, region=region, state=DELETED, at=now, reason="The alarm is gone."
    )


def _name(identity: str) -> str:
    return identity.split(":", 6)[6]
