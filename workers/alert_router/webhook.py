"""What vendors send us when people act there, by `channels/<name>/webhook.py`: read once its signature is right."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workers.alert_router.command import Command
    from workers.alert_router.route import Receiver


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


def signed_by_any(
    read: WebhookReader,
    event: Mapping[str, Any],
    receivers: Sequence[Receiver],
    secret: Callable[[str], str],
    clock: Callable[[], float],
) -> list[Command] | None:
    """Read a request that one of the channel's receivers must have signed; None when none has.

    Each workspace or service has a secret of its own, and the request does not say whose it is. A receiver that names
    none takes no webhooks.
    """
    for receiver in receivers:
        try:
            asked = read(event, partial(_referred, receiver.secrets, secret), clock)
        except KeyError:
            continue
        if asked is not None:
            return asked
    return None


def _referred(references: Mapping[str, str], secret: Callable[[str], str], name: str) -> str:
    return secret(references[name])
