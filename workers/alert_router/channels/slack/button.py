"""A click on a message's button: whether Slack sent it, and what it asks for.

Slack wants its answer within three seconds: check, enqueue, answer 200, and act afterwards.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from slack_sdk.signature import Clock, SignatureVerifier

from workers.alert_router.channels.slack.message import ACKNOWLEDGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BODY = 256 * 1024
"""Slack's payloads are a few kilobytes; more is nobody we know, and is not worth a hash."""


class Refusal(StrEnum):
    """Why a request leads to nothing. Answer 401 to FORGED, 200 to the others."""

    FORGED = "the signature is missing, old or not Slack's"
    UNREADABLE = "the body is no interaction"
    LINK = "a link was clicked, which is no question to us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Somebody acknowledges an incident. `user` is Slack's id, `name` how the person is called there."""

    incident_id: str
    user: str
    name: str
    channel: str
    message: str


def read_click(event: Mapping[str, Any], signing_secret: str, clock: Callable[[], float]) -> Click | Refusal:
    """Read a request as API Gateway or a function URL hands it over (`headers`, `body`, `isBase64Encoded`).

    Nothing of the body is looked at before the signature over its very bytes is right, and no header or body can
    make this raise.
    """
    body = _body(event)
    if body is None or not _signed(event.get("headers"), body, signing_secret, clock):
        return Refusal.FORGED
    try:
        payload = json.loads(parse_qs(body)["payload"][0])
        (action,) = payload["actions"][:1]
        if action.get("action_id") != ACKNOWLEDGE:
            return Refusal.LINK
        return Click(
            incident_id=str(action["value"]),
            user=str(payload["user"]["id"]),
            name=str(payload["user"].get("name") or payload["user"].get("username") or ""),
            channel=str(payload["container"]["channel_id"]),
            message=str(payload["container"]["message_ts"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return Refusal.UNREADABLE


def _body(event: Mapping[str, Any]) -> str | None:
    """The raw body; None for what Slack never sends. It is signed as sent, so it must not be parsed before."""
    body = event.get("body")
    if not isinstance(body, str) or len(body) > MAX_BODY:
        return None
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _signed(headers: object, body: str, signing_secret: str, clock: Callable[[], float]) -> bool:
    """The SDK's check of signature and age (5 min). It raises on headers that only a forger sends."""
    if not isinstance(headers, dict):
        return False

    class Now(Clock):
        def now(self) -> float:
            return clock()

    try:
        return SignatureVerifier(signing_secret, Now()).is_valid_request(body, headers)
    except (ValueError, TypeError, AttributeError):
        return False
