"""What people ask of the router, by buttons and webhooks: checked, put on the router's own queue, done from there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]
KEY = "watchbill"


class Kind(StrEnum):
    """What a message on the router's queue asks for, beside alarm events."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    WAKE = "wake"
    """Look at these incidents' outbox again."""
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Somebody asks something of one incident. `at` is epoch milliseconds."""

    kind: Kind
    incident_id: str
    by: str
    at: int

    def message(self) -> Json:
        """Write it as it goes over the queue."""
        return {KEY: self.kind.value, "incident": self.incident_id, "by": self.by, "at": self.at}


def command(payload: Json) -> Command:
    """Read one from the queue; raise ValueError, KeyError or TypeError."""
    return Command(
        kind=Kind(payload[KEY]), incident_id=str(payload["incident"]), by=str(payload["by"]), at=int(payload["at"])
    )


class WebhookReader(Protocol):
    """`read_webhook` of `channels/<name>/webhook.py`."""

    def __call__(
        self, event: Mapping[str, Any], secrets: Callable[[str], str], clock: Callable[[], float]
    ) -> list[Command] | None:
        """Return what the request asks for, None when it is forged.

        `event` is as API Gateway or a function URL gives it; nothing of it may be believed before its signature.
        """


def webhook_reader(channel: str) -> WebhookReader | None:
    """Return the channel's reader, None for a channel that has none. The name comes from the URL: letters only."""
    if not channel.isascii() or not channel.isalpha():
        return None
    try:
        module = import_module(f"workers.alert_router.channels.{channel}.webhook")
    except ModuleNotFoundError:
        return None
    return cast("WebhookReader", module.read_webhook)
