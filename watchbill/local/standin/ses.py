"""SES: moto's, over TLS and with faults; it sends only for identities that were verified."""

from __future__ import annotations

import io
import json
import threading
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from watchbill.local.standin.server import Reply, Request, Standin

if TYPE_CHECKING:
    from email.message import EmailMessage

    from watchbill.local.standin.authority import Authority

CODES = {400: "MessageRejected", 401: "UnrecognizedClientException", 429: "TooManyRequestsException"}


class SesStandin(Standin):
    """`region` and `account` are where its mailbox is; it starts empty, with `sender` verified.

    moto's state is the whole process's, and anybody's reset of moto empties it: the mails are kept here, and the
    sender is verified again when moto has forgotten it.
    """

    name = "SES"

    def __init__(
        self, authority: Authority | None, sender: str, region: str = "us-east-1", account: str = "123456789012"
    ) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        super().__init__(authority)
        self._app = DomainDispatcherApplication(create_backend_app)
        self._place = account, region
        self._sender = sender
        self._lock = threading.Lock()
        self.mails: list[EmailMessage] = []
        """What was sent, oldest first."""

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        found: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            found.append((int(status.split()[0]), dict(headers)))

        with self._lock:
            moto = self._moto()
            known = len(moto.sent_messages)
            body = b"".join(self._app(_environ(request), start))
            self.mails += [message_from_string(sent.raw_data, policy=default) for sent in moto.sent_messages[known:]]
        status, headers = found[0]
        return Reply(status=status, body=body, headers=headers)

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


def _environ(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.path)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
    return {
        **headers,
        "REQUEST_METHOD": request.method,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
