"""How long this invocation may still work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class LambdaContext(Protocol):
    """The part of Lambda's context object that workers read."""

    function_name: str
    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left before Lambda ends the invocation."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Seconds left, with a reserve kept for checkpoints, reports and flushing.

    The reserve is 10 s (facts/workers.md §3.5), but never more than a quarter of what the invocation started
    with, so that functions with a short timeout still work.
    """

    remaining_ms: Callable[[], int]
    reserve_seconds: float

    @classmethod
    def of(cls, context: LambdaContext) -> Deadline:
        """Read the budget of the invocation that is starting."""
        budget = context.get_remaining_time_in_millis() / 1000
        return cls(context.get_remaining_time_in_millis, min(10.0, budget / 4))

    def remaining(self) -> float:
        """Return the seconds left for work; negative once the reserve is being used."""
        return self.remaining_ms() / 1000 - self.reserve_seconds

    def near(self) -> bool:
        """Tell whether to stop taking work."""
        return self.remaining() <= 0

    def allow(self, seconds: float) -> float:
        """Cap a wait or timeout to what is left, at least 50 ms so that a call is still attempted."""
        return max(0.05, min(seconds, self.remaining()))
