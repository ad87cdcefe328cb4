"""One alarm trips, and nobody answers for a day: what the router's own code would say to whom.

Nothing here decides anything. The alarm's tags become the event that CloudWatch would send, and the functions that
the deployed router runs (workers/alert_router) turn it into an incident and tell of it, at times that are made up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generators.routing.document import window as window_document
from generators.routing.document import write_routes
from incidents.latch import ALARM, TRIP
from monitors.model.alarm import Alarm, Part
from monitors.muting import muted_by
from workers.alert_router import telling
from workers.alert_router.draft import Draft
from workers.alert_router.event import AlarmEvent
from workers.alert_router.fact import facts, latch_id
from workers.alert_router.incident import new_incident
from workers.alert_router.member import new_member
from workers.alert_router.reduction import Heard, News, absorb, join
from workers.alert_router.route import Routes, read_routes
from workers.alert_router.window import window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import CompositeAlarm
    from monitors.model.plan import Plan
    from workers.alert_router.outbox import Row
    from workers.alert_router.route import Subject

DAY = 24 * 3600 * 1000
ACCOUNT = "123456789012"
"""Any: no route looks at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One receiver is told. `at` is epoch milliseconds, `action` open or remind, `why` as the router logs it."""

    at: int
    receiver: str
    action: str
    why: str
    deferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What follows when the alarm trips at `at`. `route` counts from 1, 0 for the default or for none."""

    alarm: Alarm | CompositeAlarm
    subject: Subject
    """What the router's matches look at."""
    at: int
    route: int
    words: tuple[Word, ...]
    silence: str = ""
    """Why nobody is told at once, as the router logs it, and by what."""
    silent_until: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """Receivers that the incident is opened at, each once, in order."""
        return tuple(dict.fromkeys(word.receiver for word in self.words if word.action == "open"))

    @property
    def first(self) -> tuple[Word, ...]:
        """What its opening says; later ones are promotions."""
        opening = [word for word in self.words if word.action == "open" and word.why == "route"]
        return tuple(opening)


def speaks(alarm: Alarm | CompositeAlarm) -> bool:
    """A hold alarm only says when to close, an inner composite only counts for its parent."""
    return alarm.part is not Part.HOLD if isinstance(alarm, Alarm) else alarm.tells


class Rehearsals:
    """All of one plan, by the routes that its router reads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.routes: Routes = read_routes(write_routes(plan))

    def play(self, alarm: Alarm | CompositeAlarm, at: int) -> Rehearsal:
        """The alarm trips at `at`, epoch milliseconds; nobody acknowledges for a day."""
        tags = dict(alarm.tags)
        muted, mute = self._muted(alarm.name, at)
        event = self._event(alarm, at, muted, mute)
        known = replace(facts(event, tags), part=TRIP)
        news, member = News(), new_member(latch_id(event, known), known)
        heard = absorb(member, [Heard(member=member.id, event=event, facts=known)], news)
        incident = join(new_incident(known), {member.id: member}, {member.id: heard}, news)
        draft = Draft(incident=incident, routes=self.routes, now=at)
        telling.tell(draft, news, ())
        silence = telling.silenced(draft, ())
        route = next((n for n, step in enumerate(self.routes.routes, start=1) if step.match.fits(incident)), 0)
        return Rehearsal(
            alarm=alarm,
            subject=incident,
            at=at,
            route=route,
            words=tuple(self._words(draft)),
            silence=f"{silence[0]}: {silence[1] or mute}" if silence else "",
            silent_until=silence[2] if silence else 0,
        )

    def fallbacks(self, receiver: str, told: tuple[str, ...]) -> tuple[str, ...]:
        """Who is told instead, in order, should each of them fail: the first that has not been told each time."""
        chain: list[str] = []
        failed, known = [receiver], set(told)
        while True:
            candidates = [name for one in failed for name in self.routes.receivers[one].fallbacks if name not in known]
            if not candidates:
                return tuple(chain)
            chain.append(candidates[0])
            known.add(candidates[0])
            failed = [candidates[0], failed[0]]

    def _muted(self, name: str, at: int) -> tuple[int, str]:
        """Until when, and by which of the spec's mutes: CloudWatch tells it with the event."""
        found = [
            (until, mute.name)
            for mute in self.plan.policy.mutes
            if (until := window(window_document(mute.window)).until(at)) and name in muted_by(self.plan, mute)
        ]
        return max(found, default=(0, ""))

    def _event(self, alarm: Alarm | CompositeAlarm, at: int, muted: int, mute: str) -> AlarmEvent:
        region = self.plan.service.region
        return AlarmEvent(
            arn=f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{alarm.name}",
            name=alarm.name,
            account=ACCOUNT,
            region=region,
            state=ALARM,
            at=at,
            description=alarm.description,
            tags=dict(alarm.tags),
            muted_until=muted,
            muted_by=mute,
        )

    def _words(self, draft: Draft) -> Iterator[Word]:
        """The opening, then whatever time alone brings within a day."""
        end = draft.now + DAY
        yield from _said(draft)
        if not self.plan.policy.enabled:
            return  # SNS mails once, and never again
        while (due := telling.next_due(draft, ())) and draft.now < due <= end:
            draft = Draft(incident=draft.incident, routes=self.routes, now=due)
            telling.tick(draft, ())
            yield from _said(draft)


def _said(draft: Draft) -> Iterator[Word]:
    why = {one.receiver: one.detail for one in draft.decisions if one.reason.startswith("tell: ")}
    for row in draft.rows:
        yield Word(
            at=max(row.due, draft.now),
            receiver=row.receiver,
            action=_action(row),
            why=why.get(row.receiver, ""),
            deferred=row.due > draft.now,
        )


def _action(row: Row) -> str:
    return str(row.notification.action)
