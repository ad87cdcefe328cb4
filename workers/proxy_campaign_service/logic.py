"""What the proxy passes on, in both directions, and how it names an upstream's failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the campaign service needs to know of a caller. Cookies, client addresses and anything unknown stay here.
REQUEST_HEADERS = ("accept", "accept-language", "authorization", "if-none-match", "x-correlation-id")
# What a caller may know of the campaign service.
RESPONSE_HEADERS = ("cache-control", "content-language", "content-type", "etag", "last-modified", "retry-after")
_EVENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the caller gets."""

    status: int
    body: str
    headers: dict[str, str]


def valid_event_id(event_id: str) -> bool:
    """Tell whether an event id can be put into the upstream's path."""
    return bool(_EVENT_ID(event_id)) and event_id not in (".", "..")


def allowed(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Return the headers whose names are in `names`, in lower case."""
    return {name.lower(): value for name, value in headers.items() if name.lower() in names}


def problem(status: int, code: str, detail: str) -> Reply:
    """Write an error of the proxy's own: {"error": code, "detail": detail}."""
    body = orjson.dumps({"error": code, "detail": detail}).decode()
    return Reply(status=status, body=body, headers={"content-type": "application/json"})


def answered(status: int, headers: Mapping[str, str], body: bytes) -> Reply:
    """Map the upstream's answer. 2xx, 304 and 4xx that are about the caller's request pass through.

    401 and 403 pass only as such because the caller's own credentials were passed on. 5xx, redirects and anything
    else become 502 with no body: an upstream's stack traces and locations are not the caller's. 429 and 503 keep
    their Retry-After.
    """
    passed = allowed(headers, RESPONSE_HEADERS)
    if 200 <= status < 300 or status == 304 or (400 <= status < 500 and status != 429):
        try:
            return Reply(status=status, body=body.decode(), headers=passed)
        except UnicodeDecodeError:
            return problem(502, "bad_gateway", "the campaign service answered with no text")
    if status in (429, 503):
        reply = problem(503, "unavailable", "the campaign service is busy")
        retry_after = {name: passed[name] for name in ("retry-after",) if name in passed}
        return Reply(status=503, body=reply.body, headers=reply.headers | retry_after)
    return problem(502, "bad_gateway", f"the campaign service answered {status}")
