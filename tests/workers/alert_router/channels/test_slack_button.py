"""A click is believed when Slack signed it lately, and nothing a stranger sends makes the endpoint fall over."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from workers.alert_router.channels.slack.button import Click, Refusal, read_click
from workers.alert_router.channels.slack.message import ACKNOWLEDGE

SECRET, NOW = "8f742231b10e8888abcd99yyyzzz85a5", 1_772_331_240
PAYLOAD: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "name": "maria"},
    "container": {"channel_id": "C0FAN", "message_ts": "1700000001.000001"},
    "actions": [{"action_id": ACKNOWLEDGE, "value": "inc-1"}],
}


def body(**changes: Any) -> str:
    return urlencode({"payload": json.dumps({**PAYLOAD, **changes})})


def event(text: str, at: int = NOW, **headers: str) -> dict[str, Any]:
    signed = hmac.new(SECRET.encode(), f"v0:{at}:{text}".encode(), hashlib.sha256).hexdigest()
    return {
        "headers": {"x-slack-request-timestamp": str(at), "x-slack-signature": f"v0={signed}", **headers},
        "body": text,
        "isBase64Encoded": False,
    }


def encoded(made: dict[str, Any], body: bytes) -> dict[str, Any]:
    return {**made, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def test_click_says_who_acknowledges_what() -> None:
    wanted = Click(incident_id="inc-1", user="U1", name="maria", channel="C0FAN", message="1700000001.000001")
    assert read_click(event(body()), SECRET, lambda: NOW) == wanted
    assert read_click(encoded(event(body()), body().encode()), SECRET, lambda: NOW) == wanted


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (event(body(), at=NOW - 301), Refusal.FORGED),
        (event(body(), at=NOW + 301), Refusal.FORGED),
        ({**event(body()), "body": body() + "&x=1"}, Refusal.FORGED),
        ({**event(body()), "headers": {}}, Refusal.FORGED),
        ({**event(body()), "headers": None}, Refusal.FORGED),
        ({**event(body()), "body": None}, Refusal.FORGED),
        ({}, Refusal.FORGED),
        (event(body(), **{"x-slack-request-timestamp": "soon"}), Refusal.FORGED),
        (event(body(), **{"x-slack-request-timestamp": "9" * 5000}), Refusal.FORGED),
        (event(body(), **{"x-slack-signature": "v0=ünsigned"}), Refusal.FORGED),
        (encoded(event(body()), b"\xff\xfe"), Refusal.FORGED),
        ({**event(body()), "isBase64Encoded": True}, Refusal.FORGED),
        (event("x" * 300_000), Refusal.FORGED),
        (event("no=payload"), Refusal.UNREADABLE),
        (event("payload=%5B%5D"), Refusal.UNREADABLE),
        (event(body(actions=[])), Refusal.UNREADABLE),
        (event(body(user=None)), Refusal.UNREADABLE),
        (event(body(actions=[{"action_id": "watchbill-link-runbook"}])), Refusal.LINK),
    ],
    ids=str,
)
def test_what_is_no_click_is_refused_by_name(given: dict[str, Any], refusal: Refusal) -> None:
    assert read_click(given, SECRET, lambda: NOW) is refusal
