"""What became of a run, step by step: the same for a log line, an alert, a terminal and JUnit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Result(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """A step before it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step and, where it failed, what was expected and what came."""

    name: str
    result: Result
    milliseconds: float = 0.0
    expected: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run of one canary. `links` lead to its trace and to the logs that speak of it."""

    canary: str
    function: str
    run: str
    trace_id: str
    moment: str
    milliseconds: float
    steps: tuple[Step, ...]
    links: Mapping[str, str]

    @property
    def failed(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.result is Result.FAILED)

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def words(self) -> str:
        """`item_written failed: expected …, got …`, or `passed`."""
        if self.passed:
            return "passed"
        first = self.failed[0]
        return f"{first.name} failed: expected {first.expected}; got {first.got}"

    def document(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "canary": self.canary,
            "function": self.function,
            "run": self.run,
            "trace_id": self.trace_id,
            "moment": self.moment,
            "passed": self.passed,
            "milliseconds": round(self.milliseconds, 1),
            "steps": [asdict(step) for step in self.steps],
            "links": dict(self.links),
        }
