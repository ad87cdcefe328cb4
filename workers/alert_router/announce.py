"""Tells changes to the receivers that show them beside incidents: once each, after alerts, and never in their way.

A change pages nobody, so it has no row in the outbox: what cannot be told now goes back to the queue with a delay, and
is dropped with a word after some hours. What a receiver has been told is remembered, for the queue may repeat itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from workers.alert_router.command import KEY, Kind
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.table import Item, Key, Table
from workers.alert_router.turn import Paces, Turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.alert_router.change import Change
    from workers.alert_router.dispatch import Log
    from workers.alert_router.route import Routes

Json = dict[str, Any]
SEND_SECONDS = 10.0
DELAY_SECONDS, DELAY_MAX, TRIES = 60, 900, 20
"""One minute, two, four, … at most fifteen: some four hours in all."""
KEPT = 7 * 24 * 3600


@runtime_checkable
class Announcer(Protocol):
    """A notifier whose vendor shows changes."""

    def announce(self, what: Change, *, deadline: float) -> None:
        """Tell it once; raise DeliveryError."""


class Post(Paces, Protocol):
    """Receivers by name."""

    def notifier(self, receiver: str) -> object: ...


class Announcements:
    """Changes on their way. `later(message, seconds)` puts a message on the router's own queue."""

    def __init__(
        self,
        table: Table,
        routes: Routes,
        post: Post,
        *,
        now: Callable[[], int],
        seconds_left: Callable[[], float],
        later: Callable[[Json, int], None],
        log: Log,
    ) -> None:
        self._table = table
        self._routes = routes
        self._post = post
        self._turns = Turns(table, post)
        self._now = now
        self._left = seconds_left
        self._later = later
        self._log = log

    def announce(self, change: Change, tries: int = 0) -> None:
        """Tell it to whoever has not been told; ask for another try for those that cannot be told now."""
        keys = {name: _key(change, name) for name in self._routes.receivers}
        told = self._table.get(list(keys.values()))
        waiting = [name for name in keys if keys[name] not in told and not self._done(change, name)]
        if waiting and tries >= TRIES:
            self._log.error("change dropped", change=change.summary, receivers=waiting, reason="too many tries")
        elif waiting:
            message = {KEY: str(Kind.CHANGE), "tries": tries + 1, **change.message()}
            self._later(message, min(DELAY_MAX, DELAY_SECONDS * 2 ** min(tries, 10)))

    def _done(self, change: Change, receiver: str) -> bool:
        """Whether nothing is left to do for this receiver."""
        try:
            notifier = self._post.notifier(receiver)
            if not isinstance(notifier, Announcer):
                return True
            if self._left() <= SEND_SECONDS / 4 or self._turns.take(receiver, self._now()):
                return False
            notifier.announce(change, deadline=self._now() / 1000 + min(SEND_SECONDS, self._left()))
        except DeliveryError as error:
            self._log.error("change not told", change=change.summary, receiver=receiver, reason=error.reason)
            return error.permanent
        self._log.info("change told", change=change.summary, receiver=receiver)
        self._table.write([Item(key=_key(change, receiver), expires=self._now() // 1000 + KEPT)])
        return True


def _key(change: Change, receiver: str) -> Key:
    return f"change#{change.id}", f"told#{receiver}"
