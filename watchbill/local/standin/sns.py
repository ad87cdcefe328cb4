"""SNS: moto's, over TLS and with faults; it holds a subject and a message to SNS's documented limits."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from watchbill.local.standin.moto_app import MotoApp
from watchbill.local.standin.server import Reply, Request, Standin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.standin.authority import Authority

CODES = {400: "InvalidParameter", 401: "UnrecognizedClientException", 429: "Throttled"}
SUBJECT_BELOW, MAX_BYTES = 100, 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a subscriber by mail reads."""

    subject: str
    text: str


class SnsStandin(Standin):
    """One topic, `topic_arn`, with a subscriber by mail who has read nothing yet."""

    name = "SNS"

    def __init__(
        self, authority: Authority | None, topic: str, region: str = "us-east-1", account: str = "123456789012"
    ) -> None:
        super().__init__(authority)
        self._app = MotoApp()
        self._place = account, region
        self._topic = topic
        self.topic_arn = f"arn:aws:sns:{region}:{account}:{topic}"
        self.letters: list[Letter] = []
        """What was delivered, oldest first."""

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        asked = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if problems := list(_problems(asked)):
            return _refuse(400, "InvalidParameter", "Invalid parameter: " + "; ".join(problems))
        known = len(self._moto().sent_notifications)
        reply = self._app.answer(request)
        sent = self._moto().sent_notifications[known:]
        self.letters += [Letter(subject=subject or "", text=message) for _, message, subject, *_ in sent]
        return reply

    def _moto(self) -> Any:
        from moto.sns.models import sns_backends

        account, region = self._place
        found = sns_backends[account][region]
        if self.topic_arn not in found.topics:
            found.create_topic(self._topic)
        return found.topics[self.topic_arn]

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin."""
        return _refuse(status, CODES.get(status, "InternalFailure"), f"made to fail: {dict(request.headers)}")


def _problems(asked: dict[str, str]) -> Iterator[str]:
    subject = asked.get("Subject", "")
    if len(subject) >= SUBJECT_BELOW:
        yield "Subject is not less than 100 characters long"
    if any(unicodedata.category(sign).startswith("C") or sign in "\u2028\u2029" for sign in subject):
        yield "Subject holds a line break or a control character"
    if not asked.get("Message"):
        yield "Empty message"
    if len((subject + asked.get("Message", "")).encode()) > MAX_BYTES:
        yield "Message too long"


def _refuse(status: int, code: str, said: str) -> Reply:
    kind = "Sender" if status < 500 else "Receiver"
    error = f"<Error><Type>{kind}</Type><Code>{code}</Code><Message>{escape(said)}</Message></Error>"
    body = f"<ErrorResponse>{error}<RequestId>made</RequestId></ErrorResponse>"
    return Reply(status=status, body=body.encode(), headers={"Content-Type": "text/xml"})
