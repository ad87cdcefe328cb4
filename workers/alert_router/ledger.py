"""Keeps incidents: reads, decides, and writes members, incident, history and outbox in one transaction.

Whatever is decided is decided again when somebody else wrote first. Nothing is sent from here: after the write a
crash loses nothing, before it the event comes again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from incidents.latch import TRIP
from workers.alert_router import record, standing_in, telling
from workers.alert_router.draft import Draft
from workers.alert_router.incident import SHOWN_MAX, Incident, group_of, new_incident
from workers.alert_router.member import Member, new_member
from workers.alert_router.notification import Action
from workers.alert_router.outbox import Status
from workers.alert_router.reduction import Heard, News, absorb, join
from workers.alert_router.table import ConflictError, Item, Key, Table, one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from workers.alert_router.draft import Decision
    from workers.alert_router.route import Routes

MEMBERS_A_WRITE = 60
"""With the incident, its history and rows for every receiver that stays below what a transaction takes."""
ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a piece of work: which incident, decided what, and what each event did."""

    incident_id: str
    decisions: tuple[Decision, ...]
    heard: tuple[tuple[Heard, str], ...] = ()


@dataclass(slots=True)
class _Desk:
    """What was read for one decision."""

    item: Item
    others: list[Incident]
    planned: dict[str, Item]
    members: dict[str, tuple[Member, Item]] = field(default_factory=dict)
    spare: list[Member] = field(default_factory=list)


class Ledger:
    """Incidents of one table. `now` gives epoch milliseconds."""

    def __init__(self, table: Table, routes: Routes, now: Callable[[], int]) -> None:
        self._table = table
        self._routes = routes
        self._now = now

    def hear(self, heard: Sequence[Heard]) -> Iterator[tuple[Sequence[Heard], Outcome | Exception]]:
        """Take events in; yield each piece of them with its outcome, or with what went wrong with that piece alone."""
        for piece in self._pieces(heard):
            try:
                yield piece, self._insist(partial(self._hear, piece))
            except Exception as error:  # noqa: BLE001 - one incident's trouble must not stop the others
                yield piece, error

    def acknowledge(self, incident_id: str, by: str, at: int) -> Outcome:
        """Note that a person has it. Raises ValueError for what is no incident's id."""
        return self._decide(*group_of(incident_id), lambda draft, _: telling.acknowledge(draft, incident_id, by, at))

    def dismiss(self, incident_id: str, by: str, at: int) -> Outcome:
        """Note that a person says it is over. Raises ValueError for what is no incident's id."""
        return self._decide(*group_of(incident_id), lambda draft, _: telling.dismiss(draft, incident_id, by, at))

    def tick(self, service_id: str, group_id: str) -> Outcome:
        """Do what is due by time."""
        return self._decide(service_id, group_id, telling.tick)

    def quell(self, service_id: str, group_id: str, rule: str, until: int) -> Outcome:
        """Note that a mute rule is over an incident, until then at least."""
        return self._decide(service_id, group_id, lambda draft, _: telling.quell(draft, rule, until))

    def fall_back(self, incident_id: str, receiver: str, why: str) -> Outcome:
        """Tell somebody else in place of a receiver that cannot be."""
        return self._decide(
            *group_of(incident_id), lambda draft, _: standing_in.fall_back(draft, incident_id, receiver, why)
        )

    def _decide(self, service_id: str, group_id: str, change: Callable[[Draft, Sequence[Incident]], None]) -> Outcome:
        def turn() -> Outcome:
            desk = self._read(record.incident_key(service_id, group_id))
            if not desk.item.version:
                return Outcome(incident_id="", decisions=())
            draft = self._draft(record.incident_of(desk.item), desk)
            change(draft, desk.others)
            return self._commit(desk, draft, {})

        return self._insist(turn)

    def _insist(self, turn: Callable[[], Outcome]) -> Outcome:
        for _ in range(ATTEMPTS - 1):
            try:
                return turn()
            except ConflictError:
                continue
        return turn()

    def _pieces(self, heard: Sequence[Heard]) -> Iterator[list[Heard]]:
        """Events by incident, at most so many members at once; what may silence others comes first."""
        by_member: dict[str, list[Heard]] = {}
        for event in heard:
            by_member.setdefault(event.member, []).append(event)
        stored = self._table.get([record.latch_key(identity) for identity in by_member])
        groups: dict[str, list[str]] = {}
        for identity in by_member:
            item = stored.get(record.latch_key(identity))
            groups.setdefault(_group(item, by_member[identity]), []).append(identity)
        worst = {key: min(e.facts.severity for i in ids for e in by_member[i]) for key, ids in groups.items()}
        for key in sorted(groups, key=lambda key: (worst[key], key)):
            identities = groups[key]
            for start in range(0, len(identities), MEMBERS_A_WRITE):
                yield [one for each in identities[start : start + MEMBERS_A_WRITE] for one in by_member[each]]

    def _hear(self, piece: Sequence[Heard]) -> Outcome:
        members = self._members(piece)
        first, *rest = (member.facts for member, _ in members.values())
        if any(other.group_id != first.group_id for other in rest):
            raise ConflictError("a latch has opened for another owner since the events were sorted")
        desk = self._read(record.incident_key(first.service_id, first.group_id))
        desk.members = members
        incident = record.incident_of(desk.item) if desk.item.version else new_incident(first)
        desk.spare = self._spare(incident)
        news = News()
        before = {key: member for key, (member, _) in members.items()}
        after = {
            key: absorb(member, [one for one in piece if one.member == key], news) for key, member in before.items()
        }
        draft = self._draft(join(incident, before, after, news, desk.spare), desk)
        telling.tell(draft, news, desk.others)
        heard = tuple((one, str(happening)) for one, happening in news.happenings)
        return replace(self._commit(desk, draft, after), heard=heard)

    def _members(self, piece: Sequence[Heard]) -> dict[str, tuple[Member, Item]]:
        """The members, those whose latch is closed with the facts that the newest trip event states."""
        wanted = list(dict.fromkeys(one.member for one in piece))
        stored = self._table.get([record.latch_key(identity) for identity in wanted])
        found = {}
        for identity in wanted:
            key = record.latch_key(identity)
            newest = _newest([one for one in piece if one.member == identity])
            item = stored.get(key) or Item(key=key)
            if not item.version:
                found[identity] = (new_member(identity, newest.facts), item)
                continue
            member, _ = record.member_of(item)
            if not member.latch.is_open and newest.facts.part == TRIP:
                member = replace(member, facts=newest.facts)
            found[identity] = (member, item)
        return found

    def _read(self, key: Key) -> _Desk:
        pk, _ = key
        items = {item.key: item for item in self._table.query(pk, "group#")}
        item = items.pop(key, Item(key=key))
        planned: dict[str, Item] = {}
        if item.version and item.body["update_due"] > self._now():
            incident = record.incident_of(item, listed=False)
            keys = {
                record.row_key(incident.incident_id, name, incident.update_revision): name for name in incident.told
            }
            stored = self._table.get(list(keys))
            planned = {keys[found.key]: found for found in stored.values() if _untouched(found)}
        return _Desk(item, [record.incident_of(other, listed=False) for other in items.values()], planned)

    def _spare(self, incident: Incident) -> list[Member]:
        """Open members that the list has lost sight of, when it runs short."""
        listed = sum(entry.open for entry in incident.entries.values())
        if listed > SHOWN_MAX // 2 or incident.count <= listed:
            return []
        queued = self._table.due(f"member#{incident.group_id}", 2**53, 2 * SHOWN_MAX)
        stored = self._table.get([item.key for item in queued])
        found = (record.member_of(item) for item in stored.values())
        return [member for member, group in found if member.latch.is_open and group == incident.group_id]

    def _draft(self, incident: Incident, desk: _Desk) -> Draft:
        return Draft(incident=incident, routes=self._routes, now=self._now(), planned=desk.planned.keys())

    def _commit(self, desk: _Desk, draft: Draft, after: Mapping[str, Member]) -> Outcome:
        incident = draft.incident
        writes = [
            record.member_item(member, item.version, incident.group_id, draft.now)
            for (before, item), member in ((desk.members[key], member) for key, member in after.items())
            if member != before
        ]
        was = record.incident_of(desk.item) if desk.item.version else None
        item = record.incident_item(incident, desk.item.version, telling.next_due(draft, desk.others), draft.now)
        if incident != was or item.due != desk.item.due:
            writes.append(item)
        writes += self._rows(desk, draft)
        if incident.episode and _history(incident) != (was and _history(was)):
            version = one(self._table, record.episode_key(incident.incident_id)).version
            writes.append(record.episode_item(incident, version, draft.now))
        if writes:
            self._table.write(writes)
        name = incident.incident_id if incident.episode else ""
        return Outcome(incident_id=name, decisions=tuple(draft.decisions))

    def _rows(self, desk: _Desk, draft: Draft) -> Iterable[Item]:
        for row in draft.rows:
            joined = desk.planned.get(row.receiver) if row.action is Action.UPDATE else None
            known = joined and record.row_of(joined).revision == row.revision
            yield record.row_item(row, joined.version if joined and known else 0, draft.now)


def _newest(heard: Sequence[Heard]) -> Heard:
    """The newest trip event, else the newest of all."""
    return max(heard, key=lambda one: (one.facts.part == TRIP, one.event.at, one.event.identity))


def _group(item: Item | None, heard: Sequence[Heard]) -> str:
    """Where an open latch belongs; where a closed one will."""
    if item:
        member, group = record.member_of(item)
        if member.latch.is_open:
            return group
        newest = _newest(heard)
        return newest.facts.group_id if newest.facts.part == TRIP else member.facts.group_id
    return _newest(heard).facts.group_id


def _untouched(item: Item) -> bool:
    row = record.row_of(item)
    return row.status is Status.PENDING and not row.attempts and row.action is Action.UPDATE


def _history(incident: Incident) -> tuple[object, ...]:
    """What the episode's history shows: a change of it is written there."""
    return (
        incident.incident_id,
        incident.is_open,
        incident.severity,
        incident.acknowledged_at,
        tuple(incident.told),
        incident.untold,
    )
