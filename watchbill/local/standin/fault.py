"""Faults of a service, planted for its next requests."""

from __future__ import annotations

import threading
from collections import deque
from enum import StrEnum


class Fault(StrEnum):
    """How one exchange goes wrong. The comment says whether the request took effect."""

    RATE_LIMITED = "429 with Retry-After"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    BAD_REQUEST = "400"
    UNAUTHORISED = "401"
    RESET_BEFORE_READ = "reset before read"
    RESET_AFTER_READ = "reset after read"
    """It took effect, and nobody hears of it."""
    HANG = "hang"
    """It took effect, and the answer does not come."""
    TRICKLE = "trickle"
    """It took effect, and the answer comes a byte at a time, for ever: every read succeeds in time."""
    GARBAGE = "garbage 200"
    """A page of a proxy: the request went nowhere."""
    UNTRUSTED = "TLS failure"
    """The certificate is of an authority that nobody knows."""
    UNKNOWN_NAME = "name failure"
    """The client's: no name resolves. Planted by giving the client an address beneath `.invalid`."""

    @property
    def status(self) -> int:
        """The HTTP status of those that are one; 0 for the rest."""
        return int(self[:3]) if self[:3].isdigit() else 0

    @property
    def takes_effect(self) -> bool:
        """Whether the service acts on the request before it fails."""
        return self in (Fault.RESET_AFTER_READ, Fault.HANG, Fault.TRICKLE)


RETRY_AFTER_SECONDS = 17
"""What a planted 429 asks for: a number that nothing else gives."""


class Faults:
    """Faults waiting for the next requests, first come first served; safe across threads."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()
        self._lock = threading.Lock()

    def plant(self, fault: Fault, times: int = 1) -> None:
        """Spoil the next `times` requests."""
        with self._lock:
            self._waiting.extend([fault] * times)

    def clear(self) -> None:
        """Let all go well again."""
        with self._lock:
            self._waiting.clear()

    def take(self, *only: Fault) -> Fault | None:
        """The next fault, gone from the list; None when there is none, or it is not one of `only`."""
        with self._lock:
            if not self._waiting or (only and self._waiting[0] not in only):
                return None
            return self._waiting.popleft()
