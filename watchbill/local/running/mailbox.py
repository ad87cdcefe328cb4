"""The mail that the embedded cloud sent: SES's, and that of topics to the addresses that subscribed."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from watchbill.local import clock

if TYPE_CHECKING:
    from email.message import EmailMessage

    from werkzeug.wrappers import Response

    from watchbill.local.tap import Answer, Request

_SEND = "/v2/email/outbound-emails"
_TOPIC_SENDER = "AWS Notifications <no-reply@sns.amazonaws.com>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, at the cloud's own time (seconds). `html` is empty where there is only text."""

    moment: float
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str = ""


class Mailbox:
    """A tap on SES v2's SendEmail; topics put theirs. Keeps what SES accepted, oldest first."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service == "ses" and request.path == _SEND and request.method == "POST" and answer.status == 200:
            self.mails.append(_read(json.loads(request.body)))

    def put_notification(self, address: str, subject: str | None, text: str) -> None:
        """What SNS mails to a subscriber: plain text, always."""
        subject = subject or "AWS Notification Message"
        mail = Mail(moment=_now(), sender=_TOPIC_SENDER, to=(address,), subject=subject, text=text)
        self.mails.append(mail)


def _read(given: dict[str, Any]) -> Mail:
    to = tuple(address for name in ("ToAddresses", "CcAddresses", "BccAddresses") for address in _to(given, name))
    content = given["Content"]
    if "Raw" in content:
        return _parsed(message_from_bytes(b64decode(content["Raw"]["Data"]), policy=default), to)
    simple = content.get("Simple") or {}
    body = simple.get("Body") or {}
    return Mail(
        moment=_now(),
        sender=given.get("FromEmailAddress", ""),
        to=to,
        subject=(simple.get("Subject") or {}).get("Data", ""),
        text=(body.get("Text") or {}).get("Data", ""),
        html=(body.get("Html") or {}).get("Data", ""),
    )


def _to(given: dict[str, Any], name: str) -> list[str]:
    return (given.get("Destination") or {}).get(name) or []


def _parsed(message: EmailMessage, to: tuple[str, ...]) -> Mail:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        moment=_now(),
        sender=str(message["From"] or ""),
        to=to or tuple(address.strip() for address in str(message["To"] or "").split(",")),
        subject=str(message["Subject"] or ""),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
    )


def _now() -> float:
    return clock.current().now()
