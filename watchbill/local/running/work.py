"""The contract between the loop that runs functions and the sources that want them run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.outcome import Outcome, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Result = Outcome | ThrottledError | FunctionMissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One invocation that a source wants now. `done` is called in the loop's own thread."""

    function: str
    event: Any
    done: Callable[[Result], None]
    request_id: str = ""
    iterator_ages_ms: tuple[float, ...] = field(default=())
    """Of a stream's batch: the age of its last record."""


class Source(Protocol):
    """Something that invokes functions. The loop calls both from one thread, between and during invocations."""

    def jobs(self, now: float) -> Iterable[Job]:
        """What is to be invoked now. A job returned is a job started."""

    def due(self, now: float) -> float | None:
        """When to look again though nothing happens until then; None: only after something happened."""


def earliest(*moments: float | None) -> float | None:
    """The first of those that are known."""
    return min((moment for moment in moments if moment is not None), default=None)
