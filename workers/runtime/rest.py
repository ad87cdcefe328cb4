"""HTTP calls to services that are not AWS: one urllib3 pool, timeouts always, retries only by the caller.

urllib3 comes with botocore, so it costs no import; it follows no redirect and retries nothing by itself here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
)
from urllib3.util import Retry, Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT_SECONDS = 2.0


class Failure(StrEnum):
    """How a call ended without an answer."""

    UNREACHED = "unreached"
    """The request certainly never arrived."""
    UNANSWERED = "unanswered"
    """It may have arrived; whether it took effect is unknown."""


class CallError(RuntimeError):
    """No answer came."""

    def __init__(self, failure: Failure, cause: str) -> None:
        super().__init__(f"{failure}: {cause}")
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service answered, any status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def retry_after(self, default: float) -> float:
        """Return the seconds the service asked to wait."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdigit() else default


def call(method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, seconds: float) -> Answer:
    """Make one call within `seconds`; raise CallError when no answer came."""
    try:
        reply = _pool().request(
            method,
            url,
            body=body,
            headers=dict(headers),
            timeout=Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
            redirect=False,
            retries=Retry(0, redirect=False, raise_on_status=False),
        )
    except HTTPError as error:
        cause = getattr(error, "reason", None) or error
        unreached = isinstance(
            cause, NewConnectionError | ConnectTimeoutError | NameResolutionError | LocationParseError
        )
        raise CallError(Failure.UNREACHED if unreached else Failure.UNANSWERED, type(cause).__name__) from None
    answered = {name.lower(): value for name, value in reply.headers.items()}
    return Answer(status=reply.status, headers=answered, body=reply.data)


@lru_cache(maxsize=1)
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=4, maxsize=8)
