"""One latch of an incident: a rule on a resource, its trip, hold and step alarms, and what they last said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from incidents.latch import ALARM, HOLD, TRIP, Edge, Happening, Latch, apply
from workers.alert_router import reason
from workers.alert_router.fact import Facts, links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workers.alert_router.event import AlarmEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one alarm last said. `since` is in epoch milliseconds."""

    name: str
    arn: str
    part: str
    state: str
    since: int
    reason: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`facts` are the trip's, as last told while the latch was closed: an open latch stays with its incident (ledger).

    `muted_at` is the alarm time of the event that said so: mutes are ordered as states are, and at the same time
    what is not muted wins, because CloudWatch publishes again, with the old time, when a mute ends.
    """

    id: str
    facts: Facts
    latch: Latch
    voices: Mapping[str, Voice] = field(default_factory=dict)
    headline: str = ""
    links: tuple[tuple[str, str], ...] = ()
    muted_until: int = 0
    muted_at: int = 0
    muted_by: str = ""

    @property
    def severity(self) -> str:
        """The worst since it opened."""
        return self.latch.severity or self.facts.severity

    def speaker(self) -> Voice:
        """The alarm that says best how it stands: the worst in ALARM, else the trip."""
        parts = [voice for voice in self.voices.values() if voice.part != HOLD] or list(self.voices.values())
        return min(parts, key=lambda voice: (voice.state != ALARM, voice.severity or "P9", voice.name))


def new_member(identity: str, found: Facts) -> Member:
    """A latch that nothing is known of."""
    return Member(id=identity, facts=found, latch=Latch(held=found.held))


def hear(member: Member, event: AlarmEvent, found: Facts) -> tuple[Member, Happening]:
    """The member after one event, and what the event did. Safe to repeat and to reorder."""
    edge = Edge(event.identity, found.part, event.state, event.at, found.severity)
    latch = replace(member.latch, held=member.latch.held or found.held)
    latch, happening = apply(latch, edge)
    member = _muted(replace(member, latch=latch), event, found)
    known = member.voices.get(event.identity)
    if known and known.since >= event.at:
        return member, happening
    said = Voice(
        name=event.name,
        arn=event.arn,
        part=found.part,
        state=event.state,
        since=event.at,
        reason=event.reason,
        severity=found.severity,
    )
    member = replace(member, voices={**member.voices, event.identity: said})
    if found.part == TRIP:
        member = replace(member, headline=_headline(event, found), links=links(event))
    return member, happening


def _muted(member: Member, event: AlarmEvent, found: Facts) -> Member:
    if found.part == HOLD or event.at < member.muted_at or (event.at == member.muted_at and event.muted_until):
        return member
    return replace(member, muted_at=event.at, muted_until=event.muted_until, muted_by=event.muted_by)


def _headline(event: AlarmEvent, found: Facts) -> str:
    """What is wrong: the description's first line without its bare addresses, else the symptom and the resource."""
    first = event.description.strip().split("\n", 1)[0].strip()
    return first if first and "://" not in first else f"{found.symptom}: {found.resource}."


def measured(voice: Voice) -> tuple[str, str]:
    """The value and the threshold in an alarm's reason."""
    return reason.value(voice.reason), reason.threshold(voice.reason)
