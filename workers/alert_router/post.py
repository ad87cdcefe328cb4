"""Receivers by name → notifiers, made when they are first needed, and how fast each may be told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from workers.alert_router import channels
from workers.alert_router.delivery import DeliveryError
from workers.alert_router.fact import digest
from workers.alert_router.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.alert_router.delivery import Notifier
    from workers.alert_router.route import Routes
    from workers.alert_router.secret import Secrets


class Post:
    """The receivers of routes.json. `clock` gives epoch seconds."""

    def __init__(self, routes: Routes, secrets: Secrets, clock: Callable[[], float]) -> None:
        self._routes = routes
        self._secrets = secrets
        self._clock = clock
        self._made: dict[str, Notifier] = {}

    def notifier(self, receiver: str) -> Notifier:
        """Return the receiver's notifier; raise DeliveryError for one that is not, or can't be made."""
        if receiver not in self._made:
            chosen = self._routes.receivers.get(receiver)
            if chosen is None:
                raise DeliveryError("this receiver is no longer in the routes", permanent=True)
            try:
                make = channels.factory(chosen.channel)
            except ImportError as error:
                raise DeliveryError(f"channel {chosen.channel}: {type(error).__name__}", permanent=True) from None
            settings = {**chosen.settings, **chosen.secrets}
            references = dict(chosen.secrets)
            self._made[receiver] = make(
                settings, lambda name: self._secrets.read(references.get(name, name)), clock=self._clock
            )
        return self._made[receiver]

    def pace(self, receiver: str) -> Pace:
        """Return the receiver's own pace, else its channel's `PACE`, else one a second."""
        chosen = self._routes.receivers.get(receiver)
        if chosen is None:
            return Pace()
        if chosen.pace:
            return chosen.pace
        try:
            found = getattr(import_module(f"{channels.__name__}.{chosen.channel}"), "PACE", None)
        except ImportError:
            found = None
        return found if isinstance(found, Pace) else Pace()

    def pace_key(self, receiver: str) -> str:
        """Identify what the vendor counts: receivers with the same settings and secrets are one to it."""
        chosen = self._routes.receivers.get(receiver)
        if chosen is None:
            return digest(receiver)[:32]
        facts = [f"{key}={value}" for key, value in sorted({**chosen.settings, **chosen.secrets}.items())]
        return digest(chosen.channel, *facts)[:32]
