"""PagerDuty's webhooks (v3): who acknowledged or resolved there. Secret: `webhook_secret`.

It wants an answer within five seconds, and ends a subscription that refuses three times: what is not for us is taken
without a word.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.alert_router.command import Command, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KINDS = {"incident.acknowledged": Kind.ACKNOWLEDGE, "incident.resolved": Kind.RESOLVE}
HEADER = "x-pagerduty-signature"


def read_webhook(
    event: Mapping[str, Any], secrets: Callable[[str], str], clock: Callable[[], float]
) -> list[Command] | None:
    """See WebhookReader."""
    body = _body(event)
    headers = event.get("headers")
    given = {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    if body is None or not _signed(body, given.get(HEADER, ""), secrets("webhook_secret")):
        return None
    try:
        told = json.loads(body)["event"]
        kind = KINDS.get(told["event_type"])
        # Our own resolve comes back too: its agent is the integration, and no person.
        agent = told.get("agent") or {}
        if kind is None or "integration" in str(agent.get("type", "")):
            return []
        at = datetime.fromisoformat(told["occurred_at"])
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        by = str(agent.get("summary") or "PagerDuty")
        key = str(told["data"]["incident_key"])
        return [Command(kind=kind, incident_id=key, by=by, at=round(at.timestamp() * 1000))]
    except (KeyError, ValueError, TypeError, AttributeError):
        return []


def _body(event: Mapping[str, Any]) -> bytes | None:
    body = event.get("body")
    if not isinstance(body, str):
        return None
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, ValueError):
        return None


def _signed(body: bytes, header: str, secret: str) -> bool:
    """One of the signatures is ours: there are several while a secret is being rotated."""
    ours = b"v1=" + hmac.new(secret.encode(), body, "sha256").hexdigest().encode()
    given = (each.strip().encode("utf-8", "replace") for each in header.split(","))
    return any(hmac.compare_digest(ours, each) for each in given)
