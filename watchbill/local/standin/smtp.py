"""A mail server: STARTTLS and a login before anything else, and a mailbox to look into."""

from __future__ import annotations

import asyncio
import logging
import socket
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from watchbill.local.standin.fault import Fault, Faults
from watchbill.local.standin.server import GARBAGE, MAX_HANG_SECONDS, TRICKLE_SECONDS

if TYPE_CHECKING:
    from email.message import EmailMessage

    from watchbill.local.standin.authority import Authority

# It tells every client that breaks off with a stack, and breaking off is what faults make clients do.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

REFUSALS = {
    Fault.RATE_LIMITED: "421 4.7.0 Too many messages, try again later",
    Fault.SERVER_ERROR: "451 4.3.0 Local error in processing",
    Fault.BAD_GATEWAY: "452 4.3.1 Insufficient system storage",
    Fault.UNAVAILABLE: "421 4.3.2 Service shutting down",
    Fault.GATEWAY_TIMEOUT: "450 4.4.1 No answer from the next server",
    Fault.BAD_REQUEST: "554 5.6.0 Message refused",
}
"""What SMTP says where HTTP has these statuses."""


Mode = Literal["starttls", "implicit", "clear"]


class SmtpStandin:
    """A mail server on loopback; a context manager that runs it. `clear` offers no TLS at all."""

    name = "SMTP"
    host = "127.0.0.1"

    def __init__(self, authority: Authority, username: str, password: str, mode: Mode = "starttls") -> None:
        self.faults = Faults()
        self.mode = mode
        self.unknown: set[str] = set()
        """Addresses that nobody has here."""
        self.mails: list[EmailMessage] = []
        self.authority = authority
        self.login = (username.encode(), password.encode())
        self.port = _free_port()
        self._controller = _Controller(self)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_MAIL(  # noqa: N802 - hooks of aiosmtpd are named after the commands
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse at the first word about a mail."""
        planted = cast("_Connection", server).planted
        if planted in REFUSALS:
            # Some servers quote what they were told, credentials included.
            return f"{REFUSALS[planted]}; login was {self.login[1].decode()}"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Know every address but some."""
        if address in self.unknown:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail, then fail if that is planted."""
        self.mails.append(message_from_bytes(cast("bytes", envelope.content), policy=default))
        connection = cast("_Connection", server)
        if connection.planted is Fault.RESET_AFTER_READ:
            connection.abort()
        if connection.planted is Fault.HANG:
            await asyncio.sleep(MAX_HANG_SECONDS)
        if connection.planted is Fault.TRICKLE:
            await connection.trickle()
        return "250 OK"

    def authenticate(self, server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        """Check the login."""
        refused = cast("_Connection", server).planted is Fault.UNAUTHORISED
        known = isinstance(data, LoginPassword) and (data.login, data.password) == self.login
        if known and not refused:
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 Refused: {self.login[1].decode()}")


class _Connection(SMTP):
    """One connection, with the fault that was planted for it."""

    def __init__(self, standin: SmtpStandin, **settings: Any) -> None:
        self.planted = standin.faults.take()
        authority = standin.authority
        context = authority.untrusted if self.planted is Fault.UNTRUSTED else authority.trusted
        offered = context if standin.mode == "starttls" else None
        super().__init__(standin, tls_context=offered, authenticator=standin.authenticate, **settings)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.planted is Fault.RESET_BEFORE_READ:
            self.transport = transport
            self.abort()
            return
        if self.planted is Fault.GARBAGE:
            cast("asyncio.WriteTransport", transport).write(GARBAGE + b"\r\n")
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.session is not None:  # aiosmtpd asserts it, which a connection that never began does not know
            super().connection_lost(error)

    def abort(self) -> None:
        """End the connection without a word."""
        cast("asyncio.WriteTransport", self._original_transport or self.transport).abort()

    async def trickle(self) -> None:
        """Answer for ever: lines that say that more will come."""
        for _ in range(int(MAX_HANG_SECONDS / TRICKLE_SECONDS)):
            await self.push("250-wait")
            await asyncio.sleep(TRICKLE_SECONDS)


class _Controller(Controller):
    def __init__(self, standin: SmtpStandin) -> None:
        self._standin = standin
        super().__init__(
            standin,
            hostname=standin.host,
            port=standin.port,
            server_hostname="mail.invalid",
            ssl_context=standin.authority.trusted if standin.mode == "implicit" else None,
            require_starttls=standin.mode == "starttls",
            auth_required=standin.mode == "starttls",
            auth_require_tls=standin.mode == "starttls",
        )

    def factory(self) -> SMTP:
        """See Controller."""
        return _Connection(self._standin, **self.SMTP_kwargs)


def _free_port() -> int:
    """A port nobody has: the controller dials the port that it was told, so it can't be told 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
