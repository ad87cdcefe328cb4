"""The outbox: one row an incident's revision and receiver, and which of a receiver's rows goes next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING

from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workers.alert_router.notification import Notification


class Status(StrEnum):
    """Where a row stands. The value is stored."""

    PENDING = "pending"
    SENT = "sent"
    SUPERSEDED = "superseded"
    """A later row says all that it would have."""
    REFUSED = "refused"
    """The vendor will never take it; it certainly had no effect."""
    PARKED = "parked"
    """Given up after a day. It may have had its effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One notification to one receiver. Times in epoch milliseconds.

    `first_due` is when it was to go out at first: its fallback and its end count from there. `fallback_of` names the
    receiver in whose place this one is told.
    """

    receiver: str
    notification: Notification
    due: int
    first_due: int
    status: Status = Status.PENDING
    attempts: int = 0
    reason: str = ""
    fallback_of: str = ""
    fell_back: bool = False

    @property
    def revision(self) -> int:
        return self.notification.revision

    @property
    def action(self) -> Action:
        return self.notification.action

    def settled(self, status: Status, reason: str = "") -> Row:
        return replace(self, status=status, reason=reason)


GIVING_WAY = (Action.UPDATE, Action.OPEN)
"""What a later row says as well, whichever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The row to send next, if any, and those that are not to be sent any more."""

    row: Row | None = None
    dropped: list[Row] = field(default_factory=list)


def choose(rows: Sequence[Row], settled: Collection[Status], *, told: bool) -> Choice:
    """Choose among one receiver's pending rows about one incident.

    `settled` is how its other rows ended, `told` whether it was ever told of the incident for certain.

    What was tried is tried again as it was, because it may have arrived. Of what was not, an update gives way to
    anything later; whoever was not told yet gets the latest state as the opening, and the resolve after it.
    """
    pending = sorted(rows, key=lambda row: row.revision)
    if not pending:
        return Choice()
    resolve = next((row for row in pending if row.action is Action.RESOLVE), None)
    news = [row for row in pending if row is not resolve]
    if not told:
        return _opening(settled, news, resolve)
    if resolve:
        # An acknowledgement is the vendor's own state too, but a resolve ends all of it.
        return Choice(row=resolve, dropped=[row.settled(Status.SUPERSEDED, "resolved") for row in news])
    dropped = [row for row in news[:-1] if row.action in GIVING_WAY]
    reminders = [row for row in news if row.action is Action.REMIND]
    # Of those that waited out quiet hours or a dead channel one is enough.
    dropped += reminders[:-1]
    first = next(row for row in news if row not in dropped)
    if not first.attempts:
        # What waits, for quiet hours say, must not keep back what may not wait; and the order must hold.
        first = replace(first, due=min(row.due for row in news if not row.attempts))
    return Choice(row=first, dropped=[row.settled(Status.SUPERSEDED, "told later") for row in dropped])


def _opening(settled: Collection[Status], news: Sequence[Row], resolve: Row | None) -> Choice:
    if not news:
        if resolve and not {Status.SENT, Status.PARKED} & set(settled):
            # Resolving what was never opened there would be noise at best.
            return Choice(dropped=[resolve.settled(Status.SUPERSEDED, "never told")])
        return Choice(row=resolve)
    first = news[0]
    if first.attempts:
        return Choice(row=_as_opening(first, first))
    # No further than to an acknowledgement: it is told by itself, and what is older than it must not come after.
    states = list(takewhile(lambda row: row.action is not Action.ACKNOWLEDGE, news))
    latest = states[-1] if states else first
    dropped = [row.settled(Status.SUPERSEDED, "told as the opening") for row in states if row is not latest]
    return Choice(row=_as_opening(latest, first), dropped=dropped)


def _as_opening(row: Row, first: Row) -> Row:
    return replace(row, due=min(row.due, first.due), notification=replace(row.notification, action=Action.OPEN))
