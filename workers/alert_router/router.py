"""The whole router: what comes in → incidents → what goes out. Each failure stays with the message that had it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from workers.alert_router import reconcile, record
from workers.alert_router.change import SOURCE as STACKS
from workers.alert_router.change import commanded, stack_changed
from workers.alert_router.command import KEY, Kind, command
from workers.alert_router.event import AlarmEvent, Ignored, normalise
from workers.alert_router.fact import facts, latch_id
from workers.alert_router.incident import group_of
from workers.alert_router.mute_rule import LEASE_MS, held_back, rule_over
from workers.alert_router.reduction import Heard
from workers.runtime.event_shape import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workers.alert_router.announce import Announcements
    from workers.alert_router.change import Change
    from workers.alert_router.dispatch import Dispatcher, Log, Sent
    from workers.alert_router.intake import Parcel
    from workers.alert_router.ledger import Ledger, Outcome
    from workers.alert_router.mute_rule import Mutes
    from workers.alert_router.reconcile import Alarms
    from workers.alert_router.table import Table

Json = dict[str, Any]
OLD_MS = 10 * 60_000
"""An event that waited longer may be history: CloudWatch is asked how the alarm stands before anybody is paged."""
ROUNDS = 4
"""Of sending in one invocation: a fallback may fail as well, and so may the one after it."""
LEFTOVERS_MAX = 500
WAKE_MAX = 100
WOKEN_MAX = 10_000


class RouterError(RuntimeError):
    """Some of the work could not be done and cannot be given back to a queue: Lambda must see it."""


@dataclass(slots=True)
class Result:
    """What became of one invocation. `failed` are ids of messages that must come again."""

    failed: set[str] = field(default_factory=set)
    touched: dict[str, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Router:
    """One invocation's router. `now` is epoch milliseconds; `wake(incident ids, seconds)` has us look at them again.

    `woken` outlives the invocation: until when each incident was put off last. Whoever finds it still put off asks
    for no second waking, or every waking would beget more of them.
    """

    def __init__(
        self,
        table: Table,
        ledger: Ledger,
        dispatcher: Dispatcher,
        announcements: Announcements,
        alarms: Alarms,
        mutes: Mutes,
        *,
        prefixes: Sequence[str],
        now: Callable[[], int],
        wake: Callable[[list[str], int], None],
        woken: dict[str, int],
        log: Log,
    ) -> None:
        self._table = table
        self._ledger = ledger
        self._dispatcher = dispatcher
        self._announcements = announcements
        self._alarms = alarms
        self._mutes = mutes
        self._prefixes = prefixes
        self._now = now
        self._wake = wake
        self._woken = woken
        self._log = log

    def take(self, parcels: Sequence[Parcel]) -> Result:
        """Take in what an invocation carries, then send what is due about every incident that it touched."""
        result = Result()
        heard: list[tuple[Heard, str]] = []
        changes: list[tuple[Change, int, str]] = []
        for parcel in parcels:
            try:
                if change := self._change(parcel.payload):
                    changes.append((*change, parcel.id))
                elif KEY in parcel.payload:
                    self._obey(parcel.payload, result)
                elif one := self._alarm(parcel):
                    heard.append((one, parcel.id))
            except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
                self._problem(result, [parcel.id], error)
        self._hear(heard, result)
        self._send(result.touched)
        for told, tries, identity in changes:
            try:
                self._announcements.announce(told, tries)
            except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
                self._problem(result, [identity], error)
        return result

    def reconcile(self) -> Result:
        """Find what events did not tell, do what time asks for, and send what is left over."""
        result = Result()
        now = self._now()
        found: list[Heard] = []
        try:
            for one in reconcile.missed(reconcile.open_members(self._table), self._alarms, self._prefixes, now):
                self._log.info("alarm reconciled", alarm=one.event.identity, state=one.event.state)
                found.append(one)
        except Exception as error:  # noqa: BLE001 - what was found must be heard even so
            self._problem(result, [], error)
        muted = self._muted()
        try:
            self._hear([(held_back(one, muted, now), "") for one in found], result)
        except Exception as error:  # noqa: BLE001 - reminders and leftovers must go out even so
            self._problem(result, [], error)
        for item in self._table.due("incident", record.NEVER, reconcile.MANY) if muted else ():
            incident = record.incident_of(item)
            if incident.is_open and (rule := rule_over(incident, muted)):
                quell = partial(self._ledger.quell, incident.service_id, incident.group_id, rule, now + LEASE_MS)
                self._attempt(result, quell)
        for item in self._table.due("incident", now, LEFTOVERS_MAX):
            incident = record.incident_of(item, listed=False)
            self._attempt(result, partial(self._ledger.tick, incident.service_id, incident.group_id))
        due = self._table.due("outbox", now, LEFTOVERS_MAX)
        for item in due:
            result.touched[item.body["notification"]["incident_id"]] = None
        self._send(result.touched)
        return result

    def _muted(self) -> Mapping[str, str]:
        try:
            return self._mutes.muted()
        except Exception as error:  # noqa: BLE001 - fail open: rather tell too much
            self._log.error("mute rules not known", error=type(error).__name__, cause=str(error)[:200])
            return {}

    def _change(self, payload: Json) -> tuple[Change, int] | None:
        if payload.get(KEY) == Kind.CHANGE:
            return commanded(payload), int(payload.get("tries", 0))
        if payload.get("source") != STACKS:
            return None
        found = stack_changed(payload)
        if isinstance(found, Ignored):
            self._log.info("event ignored", reason=found.reason, subject=found.subject)
            return None
        return found, 0

    def _alarm(self, parcel: Parcel) -> Heard | None:
        if parcel.problem:
            raise EventRefusedError(parcel.problem)
        event = normalise(parcel.payload)
        if isinstance(event, Ignored):
            self._log.info("event ignored", reason=event.reason, alarm=event.subject)
            return None
        self._alarms.remember(event)
        tags = event.tags if event.tags is not None else self._alarms.tags(event.arn)
        found = facts(event, tags)
        return Heard(member=latch_id(event, found), event=event, facts=found)

    def _obey(self, payload: Json, result: Result) -> None:
        kind = Kind(payload[KEY])
        if kind is Kind.WAKE:
            result.touched.update(dict.fromkeys(map(str, payload["incidents"])))
        elif kind is Kind.RECONCILE:
            raise EventRefusedError("a reconcile comes by schedule, not over the queue")
        else:
            asked = command(payload)
            act = self._ledger.acknowledge if kind is Kind.ACKNOWLEDGE else self._ledger.dismiss
            self._decided(act(asked.incident_id, asked.by, asked.at), result)
            if kind is Kind.RESOLVE:
                # The word may have come late, after another trip.
                self._decided(self._ledger.tick(*group_of(asked.incident_id)), result)

    def _hear(self, heard: Sequence[tuple[Heard, str]], result: Result) -> None:
        identities: dict[int, str] = {id(one): identity for one, identity in heard}
        events = [one for one, _ in heard]
        for piece, outcome in self._ledger.hear([*events, *self._updated(events)]):
            if isinstance(outcome, Exception):
                self._problem(result, [identities.get(id(one), "") for one in piece], outcome)
            else:
                self._decided(outcome, result)

    def _updated(self, events: Sequence[Heard]) -> list[Heard]:
        """How alarms stand now whose events are old. Should CloudWatch not say, the old event is believed."""
        now = self._now()
        old = {one.event.identity: one for one in events if now - one.event.at > OLD_MS and not one.event.contributor}
        if not old:
            return []
        try:
            described = list(self._alarms.named(sorted({one.event.name for one in old.values()})))
        except Exception as error:  # noqa: BLE001 - fail open: rather tell too much
            self._log.error("old events believed", error=type(error).__name__, alarms=len(old))
            return []
        return [_described(old[event.identity], event) for event in described if event.identity in old]

    def _attempt(self, result: Result, work: Callable[[], Outcome]) -> None:
        try:
            self._decided(work(), result)
        except Exception as error:  # noqa: BLE001 - one incident's trouble must not stop the others
            self._problem(result, [], error)

    def _decided(self, outcome: Outcome, result: Result) -> None:
        for one, happening in outcome.heard:
            self._log.info(
                "alarm heard",
                reason=happening,
                incident=outcome.incident_id,
                alarm=one.event.identity,
                state=one.event.state,
                at=one.event.at,
            )
        for decision in outcome.decisions:
            self._log.info(
                "decided",
                reason=decision.reason,
                incident=outcome.incident_id,
                receiver=decision.receiver,
                detail=decision.detail,
            )
        if outcome.incident_id:
            result.touched[outcome.incident_id] = None

    def _send(self, incident_ids: Iterable[str]) -> None:
        """Send, again where a round gave a fallback something to do; ask to be woken for what is left."""
        again: dict[str, int] = {}
        ready = list(incident_ids)
        for _ in range(ROUNDS):
            sent = self._dispatcher.dispatch(ready)
            self._failures(sent)
            again = {key: due for key, due in again.items() if key not in ready} | sent.again
            ready = [incident_id for incident_id, due in again.items() if due <= self._now()]
            if not ready:
                break
        self._ask_to_wake(again)

    def _ask_to_wake(self, again: Mapping[str, int]) -> None:
        by_second: dict[int, list[str]] = {}
        if len(self._woken) > WOKEN_MAX:
            self._woken.clear()
        for incident_id, due in again.items():
            if self._woken.get(incident_id) == due:
                continue
            self._woken[incident_id] = due
            by_second.setdefault(max(1, -((self._now() - due) // 1000)), []).append(incident_id)
        for seconds, waiting in by_second.items():
            for start in range(0, len(waiting), WAKE_MAX):
                self._wake(waiting[start : start + WAKE_MAX], seconds)

    def _failures(self, sent: Sent) -> None:
        # The rows are in the outbox: the reconciler finds them, so no message has to come again for them.
        for error in sent.errors:
            self._log.error("outbox not worked through", error=type(error).__name__, cause=str(error)[:200])

    def _problem(self, result: Result, identities: Iterable[str], error: Exception) -> None:
        refused = isinstance(error, EventRefusedError | ValueError | KeyError | TypeError)
        what = "event refused" if refused else "event not taken in"
        known = [identity for identity in dict.fromkeys(identities) if identity]
        self._log.error(what, error=type(error).__name__, cause=str(error)[:200], messages=known)
        result.failed.update(known)
        if not known:
            result.problems.append(f"{what}: {type(error).__name__}")


def _described(old: Heard, event: AlarmEvent) -> Heard:
    """The alarm as it stands, with what the old event knew of it; the same time where it is the same change."""
    near = abs(event.at - old.event.at) <= reconcile.SAME_MS and event.state == old.event.state
    return replace(old, event=replace(event, at=old.event.at if near else event.at, tags=old.event.tags))
