"""What Slack's answers and the SDK's exceptions mean for a delivery."""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError

from workers.alert_router.channels.attempt import public, refused
from workers.alert_router.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILURES = (SlackApiError, SlackClientError, OSError, HTTPException, ValueError)
"""What a call of the SDK is documented or seen to raise: refusals, broken connections, unreadable answers."""

PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Errors of Slack that may pass. `internal_error` and `fatal_error` may hide a message that was posted."""
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"})
"""The message that is to be kept current can't be any more: somebody deleted it."""
UNFIT = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
"""The blocks are not to Slack's liking, so nothing was posted; the text alone will be."""


def code(error: Exception) -> str:
    """Slack's own name of an error; '' where there is none."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response.data, dict):
        return ""
    found = error.response.data.get("error", "")
    return found if isinstance(found, str) and found.isascii() and found.replace("_", "").isalnum() else ""


def failure(error: Exception, secrets: Sequence[str], now: float) -> DeliveryError:
    """Translate what a call raised."""
    if not isinstance(error, SlackApiError):
        cause = getattr(error, "reason", None)
        told = cause if isinstance(cause, Exception) else error
        return DeliveryError(f"no answer: {type(told).__name__}")
    status, name = error.response.status_code, code(error)
    headers = {key.lower(): value for key, value in error.response.headers.items()}
    retry_after = headers.get("retry-after")
    if status != 200:
        return refused(status, name or public(_said(error), secrets), _text(retry_after), now)
    if not name:
        return DeliveryError("the answer is not Slack's")
    if name in PASSING:
        return refused(429, name, _text(retry_after), now)
    return DeliveryError(f"Slack refuses: {name}", permanent=True)


def _said(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _text(value: object) -> str | None:
    return str(value[0] if isinstance(value, list) else value) if value else None
