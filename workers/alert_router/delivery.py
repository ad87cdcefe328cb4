"""What a channel promises: `Notifier.send` delivers one notification, or raises DeliveryError saying what now.

A notifier makes one attempt. It never sleeps to retry: retries are redeliveries from the outbox, so that one dead
channel spends nobody's invocation. It never puts a secret into a receipt, an error or a log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workers.alert_router.notification import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What must be remembered of a delivery to speak about the same incident again; stored with the outbox.

    `provider_id` is the vendor's id of what was made (dedup key, message ts, Message-ID); `thread` is what later
    messages join; `extra` holds the rest by name (channel id, which routing key). Text only, no secret.
    """

    provider_id: str
    thread: str = ""
    extra: dict[str, str] = field(default_factory=dict)


class DeliveryError(Exception):
    """The notification was not delivered, or nobody can tell.

    `permanent`: repeating it cannot help (400, 401, 403, 404): the fallback is told at once. `retry_after`: seconds
    the vendor asked to wait, None when it did not say. `reason` goes into logs and tables: never a secret in it.
    """

    def __init__(self, reason: str, *, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after


class Notifier(Protocol):
    """One receiver of one channel."""

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """Deliver it once; raise DeliveryError.

        `previous` is the receipt of the last delivery about the same incident to this receiver, None for the first.
        `deadline` is epoch seconds by the notifier's clock: the call returns or raises before it.
        """
