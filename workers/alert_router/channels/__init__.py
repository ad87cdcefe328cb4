"""One folder a channel, found by its name and never listed.

`channels/<name>/notifier.py` defines `make_notifier`, a NotifierFactory; the folder's other modules are its own
(`spec.py`: which settings and secrets a receiver of this channel has; `message.py`: how a notification reads there).
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workers.alert_router.delivery import Notifier


class NotifierFactory(Protocol):
    """Makes the notifier of one receiver; called once a process and receiver, lazily."""

    def __call__(
        self, settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]
    ) -> Notifier:
        """`settings` are the receiver's facts.

        `secrets(name)` returns the text of the secret that the receiver's setting `name` (`routing_key`, `token`)
        refers to; call it at each send, the caller caches it. `clock` returns epoch seconds.
        """


def names() -> tuple[str, ...]:
    """Return the channels there are, sorted."""
    return tuple(sorted(found.name for found in iter_modules(__path__) if found.ispkg))


def factory(channel: str) -> NotifierFactory:
    """Return what makes the channel's notifiers; ModuleNotFoundError for a channel that is no folder here."""
    return cast("NotifierFactory", import_module(f"{__name__}.{channel}.notifier").make_notifier)
