"""Sends mail through SES v2, once each.

Settings: `sender` (a verified identity), `to` (addresses, separated by commas), `region` and `api_url` (optional).
No secret: the function's own role sends.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workers.alert_router.channels.attempt import attempt
from workers.alert_router.channels.aws import FAILURES, failure, single_client
from workers.alert_router.channels.email.message import compose, root
from workers.alert_router.delivery import DeliveryError, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import EmailMessage

    from workers.alert_router.notification import Notification

MAX_RECIPIENTS = 50
"""Of one message, by SES."""


class Email:
    """One receiver: some addresses."""

    def __init__(self, settings: Mapping[str, str], clock: Callable[[], float]) -> None:
        self._sender = settings["sender"]
        self._to = addresses(settings["to"])
        self._region = settings.get("region")
        self._url = settings.get("api_url")
        self._clock = clock

    @cached_property
    def _client(self) -> Any:
        return single_client("sesv2", self._region, self._url)

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """See Notifier. SES knows no idempotency: a mail whose answer was lost comes twice, in the same thread."""
        mail = compose(notification, previous, sender=self._sender, to=self._to)
        identity, _ = self.post(mail, deadline=deadline)
        return receipt(identity, notification, previous, self._sender, str(mail["Subject"]))

    def post(self, mail: EmailMessage, *, deadline: float) -> tuple[str, int]:
        """Send a mail once; return SES's id for it, and 0 recipients left out. Raises DeliveryError."""

        def call(_: float) -> str:
            try:
                answer = self._client.send_email(
                    FromEmailAddress=self._sender,
                    Destination={"ToAddresses": list(self._to)},
                    Content={"Raw": {"Data": mail.as_bytes()}},
                )
            except FAILURES as error:
                raise failure(error, self._clock()) from None
            if not answer.get("MessageId"):
                raise DeliveryError("the answer names no message")
            return str(answer["MessageId"])

        return attempt(call, deadline=deadline, clock=self._clock), 0


def receipt(identity: str, notification: Notification, previous: Receipt | None, sender: str, subject: str) -> Receipt:
    """What the next mail of the thread needs: the root that all refer to, and the first one's subject."""
    first = previous.extra.get("subject") if previous else None
    return Receipt(provider_id=identity, thread=root(notification, sender), extra={"subject": first or subject})


def addresses(text: str) -> tuple[str, ...]:
    """Read a list of addresses; raise DeliveryError for one that SES or a server would refuse for its length."""
    found = tuple(address.strip() for address in text.split(",") if address.strip())
    if not 1 <= len(found) <= MAX_RECIPIENTS:
        raise DeliveryError(f"{len(found)} recipients: 1 to {MAX_RECIPIENTS} can be told", permanent=True)
    return found


def make_notifier(settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]) -> Email:
    """See NotifierFactory."""
    return Email(settings, clock)
