"""Counts invocations under way, and refuses the one too many."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from watchbill.local.running.outcome import ThrottledError

if TYPE_CHECKING:
    from watchbill.local.running.function import Function

ACCOUNT_LIMIT = 1_000  # Lambda's default for an account in a region


class Concurrency:
    """Reserved concurrency of each function; what no function reserves is shared by the others. Thread-safe."""

    def __init__(self, account_limit: int = ACCOUNT_LIMIT) -> None:
        self._account_limit = account_limit
        self._running: Counter[str] = Counter()
        self._reserved: dict[str, int] = {}
        self._lock = threading.Lock()

    def enter(self, function: Function) -> tuple[int, int]:
        """Admit an invocation. Returns how many now run, of the function and in all. Raises ThrottledError."""
        name = function.name
        with self._lock:
            if function.reserved is None:
                self._reserved.pop(name, None)
                shared = sum(count for other, count in self._running.items() if other not in self._reserved)
                if shared >= self._account_limit - sum(self._reserved.values()):
                    raise ThrottledError("ConcurrentInvocationLimitExceeded")
            else:
                self._reserved[name] = function.reserved
                if self._running[name] >= function.reserved:
                    raise ThrottledError("ReservedFunctionConcurrentInvocationLimitExceeded")
            self._running[name] += 1
            return self._running[name], self._running.total()

    def leave(self, function: Function) -> None:
        with self._lock:
            self._running[function.name] -= 1
