"""SES: moto's, over TLS and with faults; it sends only for identities that were verified."""

from __future__ import annotations

import json
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING, Any

from watchbill.local.standin.moto_app import MotoApp
from watchbill.local.standin.server import Reply, Request, Standin

if TYPE_CHECKING:
    from email.message import EmailMessage

    from watchbill.local.standin.authority import Authority

CODES = {400: "MessageRejected", 401: "UnrecognizedClientException", 429: "TooManyRequestsException"}


class SesStandin(Standin):
    """`region` and `account` are where its mailbox is; it starts empty, with `sender` verified."""

    name = "SES"

    def __init__(
        self, authority: Authority | None, sender: str, region: str = "us-east-1", account: str = "123456789012"
    ) -> None:
        super().__init__(authority)
        self._app = MotoApp()
        self._place = account, region
        self._sender = sender
        self.mails: list[EmailMessage] = []
        """What was sent, oldest first."""

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        moto = self._moto()
        known = len(moto.sent_messages)
        reply = self._app.answer(request)
        self.mails += [message_from_string(sent.raw_data, policy=default) for sent in moto.sent_messages[known:]]
        return reply

    def _moto(self) -> Any:
        from moto.sesv2.models import sesv2_backends

        account, region = self._place
        found = sesv2_backends[account][region].core_backend
        if self._sender not in found.email_identities:
            found.create_email_identity_v2(self._sender, None, None, None)
        return found

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin."""
        code = CODES.get(status, "InternalFailure")
        said = json.dumps({"message": f"made to fail: {dict(request.headers)}"})
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
        return Reply(status=status, body=said.encode(), headers=headers)
