"""Sends mail to an SMTP server, once each, never in the clear.

Settings: `host`, `port` (587), `tls` (`starttls`, the default, or `implicit`), `sender`, `to` (addresses, separated
by commas), `username` and `password` (reference of the secret; both or none). Secret: `password`.
"""

from __future__ import annotations

import base64
import contextlib
import smtplib
import ssl
from typing import TYPE_CHECKING

from workers.alert_router.channels.attempt import ANSWER_SECONDS, attempt, public, read_secret
from workers.alert_router.channels.email.message import compose
from workers.alert_router.channels.email.notifier import addresses, receipt
from workers.alert_router.delivery import DeliveryError, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import EmailMessage

    from workers.alert_router.notification import Notification

Refusals = dict[str, tuple[int, bytes]]


class Smtp:
    """One receiver: some addresses, by one server."""

    def __init__(self, settings: Mapping[str, str], secrets: Callable[[str], str], clock: Callable[[], float]) -> None:
        self._host = settings["host"]
        self._implicit = settings.get("tls", "starttls") == "implicit"
        self._port = int(settings.get("port") or (465 if self._implicit else 587))
        self._sender = settings["sender"]
        self._to = addresses(settings["to"])
        self._user = settings.get("username", "")
        self._secrets = secrets
        self._clock = clock

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """See Notifier. The Message-ID is the revision's own: what comes twice is known by it at the other end."""
        mail = compose(notification, previous, sender=self._sender, to=self._to)
        identity, left_out = self.post(mail, deadline=deadline)
        made = receipt(identity, notification, previous, self._sender, str(mail["Subject"]))
        if left_out:
            made.extra["refused"] = f"{left_out} of {len(self._to)} recipients"
        return made

    def post(self, mail: EmailMessage, *, deadline: float) -> tuple[str, int]:
        """Send a mail once; return its Message-ID, and how many recipients were refused. Raises DeliveryError."""
        password = read_secret(self._secrets, "password") if self._user else ""

        def call(_: float) -> Refusals:
            try:
                return self._deliver(mail, password)
            except (smtplib.SMTPException, OSError) as error:
                raise _failure(error, _forms(self._user, password)) from None

        return str(mail["Message-ID"]), len(attempt(call, deadline=deadline, clock=self._clock))

    def _deliver(self, mail: EmailMessage, password: str) -> Refusals:
        context = ssl.create_default_context()
        if self._implicit:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=ANSWER_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=ANSWER_SECONDS)
        try:
            if not self._implicit:
                server.starttls(context=context)
            if self._user:
                server.login(self._user, password)
            left_out = server.send_message(mail, self._sender, self._to)
            # It is taken: whatever the farewell brings, it must not look like a mail that was not.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            return left_out
        finally:
            server.close()


def _failure(error: smtplib.SMTPException | OSError, secrets: list[str]) -> DeliveryError:
    """4xx may pass, 5xx will not; a connection that broke says nothing."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryError("the server offers no TLS, or no login that we know", permanent=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted(status for status, _ in error.recipients.values())
        return DeliveryError(f"SMTP {codes[0]}: no recipient is taken", permanent=codes[0] >= 500)
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = public(said.decode(errors="replace") if isinstance(said, bytes) else said, secrets)
        return DeliveryError(f"SMTP {error.smtp_code}: {words}", permanent=500 <= error.smtp_code < 600)
    return DeliveryError(f"no answer: {type(error).__name__}")


def _forms(user: str, password: str) -> list[str]:
    """The password as it may come back: as it is, and as AUTH sends it."""
    if not password:
        return []
    plain, login = f"\0{user}\0{password}".encode(), password.encode()
    return [password, base64.b64encode(plain).decode(), base64.b64encode(login).decode()]


def make_notifier(settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]) -> Smtp:
    """See NotifierFactory."""
    return Smtp(settings, secrets, clock)
