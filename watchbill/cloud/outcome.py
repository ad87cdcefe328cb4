"""How the work on one stack ended, and how far it has come meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Result(StrEnum):
    """The end of one stack's work."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"
    SKIPPED = "skipped"
    INTERRUPTED = "interrupted"


BAD = frozenset({Result.FAILED, Result.SKIPPED, Result.INTERRUPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`reason` is why it failed, in CloudFormation's words with the resource before; `advice` what to do then."""

    stack: str
    result: Result
    reason: str = ""
    resource: str = ""
    status: str = ""
    advice: str = ""
    retained: tuple[str, ...] = ()
    """Logical ids that the stack let go of without deleting them."""

    @property
    def well(self) -> bool:
        return self.result not in BAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stack under way: what is being done, how many of its resources are done, of how many."""

    stack: str
    doing: str
    done: int = 0
    total: int = 0
    resource: str = ""
    """The resource that CloudFormation touched last."""


class Progress(Protocol):
    """Whoever shows progress. Called from many threads."""

    def step(self, step: Step) -> None: ...

    def end(self, outcome: Outcome) -> None: ...
