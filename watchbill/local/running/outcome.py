"""What became of one invocation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchbill.local.running.function import Function

PAYLOAD_LIMIT = 6 * 1024 * 1024  # of a synchronous invocation's event, and of its answer


class ThrottledError(Exception):
    """The invocation was not started: no concurrency left. `reason` is the API's own word."""

    def __init__(self, reason: str) -> None:
        super().__init__("Rate Exceeded.")
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished invocation."""

    function: Function
    request_id: str
    started: float
    """The cloud's time, in seconds since the epoch; metrics bear it, however long the function then ran."""
    duration_ms: float
    payload: bytes
    """The handler's answer, or the error as JSON."""
    error: str = ""
    """FunctionError, "" where the handler returned."""
    error_type: str = ""
    log_tail: bytes = b""

    @property
    def answer(self) -> Any:
        """The payload, read; None where it is no JSON."""
        try:
            return json.loads(self.payload)
        except ValueError:
            return None
