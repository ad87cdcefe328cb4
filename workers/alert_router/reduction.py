"""Alarm events → members and their incident. Pure: the same events in any order and number end in the same place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from incidents.latch import Happening
from workers.alert_router.incident import SHOWN_MAX, Entry, Incident
from workers.alert_router.member import Member, hear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workers.alert_router.event import AlarmEvent
    from workers.alert_router.fact import Facts

WORTH_TELLING = frozenset(
    {Happening.OPENED, Happening.CLOSED, Happening.CLOSED_DELETED, Happening.RAISED, Happening.WAITING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event on its way: what it is about, and whose latch it turns."""

    member: str
    event: AlarmEvent
    facts: Facts


@dataclass(slots=True, kw_only=True)
class News:
    """What a batch of events did to one incident. `began` and `ended` name the episode's edges, if it has any here."""

    happenings: list[tuple[Heard, Happening]] = field(default_factory=list)
    began: bool = False
    ended: bool = False
    at: int = 0
    """The newest alarm time among those worth telling."""

    @property
    def kinds(self) -> frozenset[Happening]:
        """What happened, each once."""
        return frozenset(happening for _, happening in self.happenings)

    @property
    def worth_telling(self) -> bool:
        """Tell whether people should see any of it."""
        return bool(self.kinds & WORTH_TELLING)


def absorb(member: Member, heard: Iterable[Heard], news: News) -> Member:
    """Give a member its events, oldest first."""
    for one in sorted(heard, key=lambda each: (each.event.at, each.event.identity, each.event.state)):
        member, happening = hear(member, one.event, one.facts)
        news.happenings.append((one, happening))
        if happening in WORTH_TELLING:
            news.at = max(news.at, one.event.at)
    return member


def join(
    incident: Incident,
    before: Mapping[str, Member],
    after: Mapping[str, Member],
    news: News,
    spare: Sequence[Member] = (),
) -> Incident:
    """The incident after its members changed. `spare`: open members that may fill gaps in the list."""
    fresh = [key for key, member in after.items() if _tripped_anew(incident, before[key], member)]
    if not incident.is_open and fresh:
        incident = begin(incident, min(int(after[key].latch.opened_at or 0) for key in fresh))
        news.began = True
    delta = sum(after[key].latch.is_open - before[key].latch.is_open for key in after)
    took_part = sum(after[key].latch.is_open and not before[key].latch.is_open for key in after)
    incident = replace(incident, count=incident.count + delta, joined=incident.joined + took_part)
    incident = _listed(incident, {**{one.id: one for one in spare}, **after})
    if incident.is_open and incident.count <= 0:
        incident = _end(incident, [one for one in after.values() if not one.latch.is_open])
        news.ended = True
    return incident


def _tripped_anew(incident: Incident, before: Member, after: Member) -> bool:
    """Whether a latch opened, or an open one tripped again after a person had said that all was over."""
    if not after.latch.is_open:
        return False
    if not before.latch.is_open:
        return True
    tripped = [register.times.get("ALARM", 0) for register in after.latch.playing("trip")]
    return 0 < incident.dismissed_at < max(tripped, default=0)


def begin(incident: Incident, opened_at: int) -> Incident:
    """Start the next episode, with whoever is open already."""
    return replace(
        incident,
        episode=incident.episode + 1,
        is_open=True,
        severity="",
        opened_at=opened_at,
        closed_at=0,
        joined=incident.count,
        entries={key: entry for key, entry in incident.entries.items() if entry.open},
        quelled_until=0,
        quelled_by="",
        acknowledged_at=0,
        acknowledged_by="",
        dismissed_at=0,
        told={},
        told_at=0,
        update_due=0,
        update_revision=0,
        reminders=0,
        untold="",
        withheld="",
    )


def _end(incident: Incident, closed: Sequence[Member]) -> Incident:
    ended = max((int(member.latch.closed_at or 0) for member in closed), default=incident.opened_at)
    return replace(incident, is_open=False, closed_at=max(ended, incident.opened_at), muted_until=0)


def _listed(incident: Incident, members: Mapping[str, Member]) -> Incident:
    """Bring the list up to date: whoever is open first, the worst and newest of them where not all find room."""
    entries = dict(incident.entries)
    for key, member in members.items():
        if member.latch.is_open or key in entries:
            entries[key] = _entry(member)
    kept = sorted(entries, key=lambda key: (not entries[key].open, entries[key].severity, -entries[key].opened_at, key))
    kept = kept[:SHOWN_MAX]
    opened = [entry for entry in entries.values() if entry.open]
    worst = min([incident.severity or "P9", *(entry.severity for entry in opened)])
    return replace(
        incident,
        entries={key: entries[key] for key in kept},
        severity=worst if worst != "P9" else incident.severity,
        muted_until=min((entry.muted_until for entry in opened), default=0),
    )


def _entry(member: Member) -> Entry:
    return Entry(
        resource=member.facts.resource,
        severity=member.severity,
        open=member.latch.is_open,
        opened_at=int(member.latch.opened_at or 0),
        voice=member.speaker(),
        headline=member.headline,
        links=member.links,
        muted_until=member.muted_until,
    )
