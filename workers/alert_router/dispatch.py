"""Sends what the outbox holds: each receiver in a thread of its own, at its own pace, one word at a time.

To speak about an incident to a receiver one must hold the talk: a lease in the table. So no two processes send at
once, and what was begun by one that died is repeated, with the same revision, when its lease has ended.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from workers.alert_router import record
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.evidence import with_evidence
from workers.alert_router.notification import Action
from workers.alert_router.outbox import Row, Status, choose
from workers.alert_router.table import ConflictError, Item, Table, one
from workers.alert_router.turn import Paces, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workers.alert_router.delivery import Notifier, Receipt
    from workers.alert_router.ledger import Ledger
    from workers.alert_router.route import Routes

SEND_SECONDS = 10.0
LEASE = 60_000
BACKOFF, BACKOFF_MAX = 5_000, 15 * 60_000
GIVE_UP = 24 * 3600 * 1000


class Log(Protocol):
    """The part of the logger that is used here."""

    def info(self, msg: object, **fields: Any) -> None: ...
    def error(self, msg: object, **fields: Any) -> None: ...


class Post(Paces, Protocol):
    """Receivers by name, ready to send. Raises DeliveryError for one that cannot be made."""

    def notifier(self, receiver: str) -> Notifier: ...


@dataclass(slots=True)
class Sent:
    """What a round did. `again` holds when each incident is to be looked at again, epoch milliseconds."""

    sent: int = 0
    failed: int = 0
    again: dict[str, int] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)

    def later(self, incident_id: str, due: int) -> None:
        self.again[incident_id] = min(due, self.again.get(incident_id, due))


@dataclass(slots=True)
class Talk:
    """One receiver's talk about one incident, as read."""

    incident_id: str
    receiver: str
    item: Item
    rows: list[tuple[Row, Item]]
    """Those that are pending."""
    settled: frozenset[Status] = frozenset()

    @property
    def receipt(self) -> Receipt | None:
        return record.receipt_of(self.item.body.get("receipt"))

    @property
    def leased_until(self) -> int:
        return int(self.item.body.get("leased_until", 0))


class Dispatcher:
    """Sends for all receivers. `now` gives epoch milliseconds, `seconds_left` what this invocation has left."""

    def __init__(
        self,
        table: Table,
        ledger: Ledger,
        routes: Routes,
        post: Post,
        *,
        now: Callable[[], int],
        seconds_left: Callable[[], float],
        log: Log,
        parallel: bool = True,
    ) -> None:
        self._table = table
        self._ledger = ledger
        self._routes = routes
        self._post = post
        self._turns = Turns(table, post)
        self._now = now
        self._left = seconds_left
        self._log = log
        self._parallel = parallel

    def dispatch(self, incident_ids: Iterable[str]) -> Sent:
        """Send what is due about these incidents. A receiver that fails is left alone for the rest of the round."""
        work: dict[str, list[str]] = {}
        for incident_id in dict.fromkeys(incident_ids):
            for name in {
                _receiver(item) for item in self._table.query(f"incident#{incident_id}", "row#") if item.queue
            }:
                work.setdefault(name, []).append(incident_id)
        if not self._parallel or len(work) <= 1:
            rounds = [self._round(name, ids) for name, ids in sorted(work.items())]
        else:
            with ThreadPoolExecutor(len(work), thread_name_prefix="receiver") as pool:
                rounds = list(pool.map(lambda each: self._round(*each), sorted(work.items())))
        total = Sent()
        for each in rounds:
            total.sent += each.sent
            total.failed += each.failed
            total.errors += each.errors
            for incident_id, due in each.again.items():
                total.later(incident_id, due)
        return total

    def _round(self, receiver: str, incident_ids: Sequence[str]) -> Sent:
        sent = Sent()
        for incident_id in incident_ids:
            try:
                while self._one(receiver, incident_id, sent):
                    pass
            except Exception as error:  # noqa: BLE001 - one incident's trouble must not stop the others
                sent.errors.append(error)
        return sent

    def _one(self, receiver: str, incident_id: str, sent: Sent) -> bool:
        """Send one row; tell whether there may be another to send now."""
        now, talk = self._now(), self._talk(incident_id, receiver)
        choice = choose([row for row, _ in talk.rows], talk.settled, told=talk.receipt is not None)
        row = choice.row
        if row is None:
            if choice.dropped:
                self._write(talk, choice.dropped)
            return False
        if row.due > now:
            sent.later(incident_id, row.due)
            return False
        if talk.leased_until > now:
            sent.later(incident_id, talk.leased_until)
            return False
        if sent.failed:
            self._postpone(talk, row, now + BACKOFF, "another message to this receiver has just failed", sent)
            return False
        if self._left() <= SEND_SECONDS / 4:
            self._postpone(talk, row, now, "no time is left", sent)
            return False
        if (wait := self._turns.take(receiver, now)) > 0:
            self._postpone(talk, row, now + wait, "pace", sent)
            return False
        return self._send(talk, row, choice.dropped, sent)

    def _send(self, talk: Talk, row: Row, dropped: list[Row], sent: Sent) -> bool:
        begun = replace(row, attempts=row.attempts + 1)
        try:
            talk = self._write(talk, [begun, *dropped], leased_until=self._now() + LEASE)
        except ConflictError:
            sent.later(talk.incident_id, self._now() + 1000)
            return False
        deadline = self._now() / 1000 + min(SEND_SECONDS, self._left())
        try:
            notifier = self._post.notifier(talk.receiver)
            told = with_evidence(begun.notification, self._table)
            receipt = notifier.send(told, talk.receipt, deadline=deadline)
        except DeliveryError as error:
            self._failed(talk, begun, error, sent)
            return False
        except Exception as error:  # noqa: BLE001 - a channel's bug is a failed delivery, not a failed router
            self._failed(talk, begun, DeliveryError(f"fault of the channel: {type(error).__name__}"), sent)
            return False
        sent.sent += 1
        self._write(talk, [begun.settled(Status.SENT)], leased_until=0, receipt=receipt)
        self._log.info("notification sent", **_fields(begun), providerId=receipt.provider_id)
        for each in dropped:
            self._log.info("notification dropped", **_fields(each), reason=each.reason)
        return True

    def _failed(self, talk: Talk, row: Row, error: DeliveryError, sent: Sent) -> None:
        now = self._now()
        sent.failed += 1
        if error.permanent:
            settled = row.settled(Status.REFUSED if row.attempts == 1 else Status.PARKED, error.reason)
        elif now - row.first_due >= GIVE_UP:
            settled = row.settled(Status.PARKED, error.reason)
        else:
            pause = min(BACKOFF_MAX, BACKOFF * 2 ** min(row.attempts - 1, 10))
            due = now + max(round((error.retry_after or 0) * 1000), pause)
            settled = replace(row, due=due, reason=error.reason)
            sent.later(talk.incident_id, due)
            if error.retry_after:
                self._turns.hold_back(talk.receiver, due)
        falls_back = self._falls_back(settled, now)
        self._log.error(
            "notification failed", **_fields(row), reason=error.reason, status=settled.status, due=settled.due
        )
        if falls_back:
            self._fall_back(settled, error.reason, sent)
        self._write(talk, [replace(settled, fell_back=row.fell_back or falls_back)], leased_until=0)

    def _falls_back(self, row: Row, now: int) -> bool:
        """Only an opening is told elsewhere: who missed an update was told of the incident all the same."""
        late = row.status is not Status.PENDING or now - row.first_due >= self._routes.fallback
        return late and not row.fell_back and row.action is Action.OPEN

    def _fall_back(self, row: Row, why: str, sent: Sent) -> None:
        incident_id = row.notification.incident_id
        outcome = self._ledger.fall_back(incident_id, row.receiver, why)
        for decision in outcome.decisions:
            self._log.info(
                "decided",
                incident=incident_id,
                reason=decision.reason,
                receiver=decision.receiver,
                detail=decision.detail,
            )
        sent.later(incident_id, self._now())

    def _postpone(self, talk: Talk, row: Row, due: int, reason: str, sent: Sent) -> None:
        """Put the row off without an attempt. While it waits its fallback may fall due."""
        due = max(due, self._now() + 1000)
        late = self._falls_back(row, self._now()) and reason != "pace"
        if late:
            self._fall_back(row, reason, sent)
        stored = next(one for one, _ in talk.rows if one.revision == row.revision)
        with contextlib.suppress(ConflictError):
            self._write(talk, [replace(stored, due=due, reason=reason, fell_back=stored.fell_back or late)])
        sent.later(talk.incident_id, due)

    def _talk(self, incident_id: str, receiver: str) -> Talk:
        key = record.talk_key(incident_id, receiver)
        items = self._table.query(key[0], f"row#{receiver}#")
        pending = [(record.row_of(item), item) for item in items if item.queue]
        settled = frozenset(Status(item.body["status"]) for item in items if not item.queue)
        return Talk(incident_id, receiver, one(self._table, key), pending, settled)

    def _write(
        self, talk: Talk, rows: Sequence[Row], *, leased_until: int | None = None, receipt: Receipt | None = None
    ) -> Talk:
        """Write rows, and the talk where its lease changes; return the talk as it is now."""
        versions = {row.revision: item.version for row, item in talk.rows}
        now = self._now()
        items = [record.row_item(row, versions[row.revision], now) for row in rows]
        if leased_until is not None:
            body = {**talk.item.body, "leased_until": leased_until}
            if receipt:
                body["receipt"] = record.plain(receipt)
            items.append(replace(talk.item, body=body, expires=now // 1000 + record.EPISODE_KEPT))
        self._table.write(items)
        written = {row.revision: row for row in rows}
        pairs = [
            (written[row.revision], replace(item, version=item.version + 1)) if row.revision in written else (row, item)
            for row, item in talk.rows
        ]
        item = items[-1] if leased_until is not None else talk.item
        version = talk.item.version + (leased_until is not None)
        return Talk(talk.incident_id, talk.receiver, replace(item, version=version), pairs, talk.settled)


def _receiver(item: Item) -> str:
    return str(item.body["receiver"])


def _fields(row: Row) -> Mapping[str, object]:
    told = row.notification
    return {"incident": told.incident_id, "revision": told.revision, "receiver": row.receiver, "action": row.action}
