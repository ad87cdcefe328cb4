"""What an alarm was, when, and why: the evaluator's result."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class State(StrEnum):
    """StateValue of DescribeAlarms."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A state change. `reason` is worded as AWS words StateReason; `quiet` ones run no action (warm-up).

    `seen` are the datapoints that decided, newest first: (window start in seconds UTC, value).
    """

    at: int
    state: State
    previous: State
    reason: str
    quiet: bool = False
    seen: tuple[tuple[int, float | None], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """From `at` to `until` (seconds UTC, inclusive) the state rests on a rule AWS does not document.

    `readings` are the states the texts allow; None among them means "keeps the state it had".
    """

    at: int
    until: int
    reason: str
    readings: tuple[State | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One alarm from creation to `end`. The first transition is the creation itself."""

    name: str
    end: int
    transitions: tuple[Transition, ...]
    doubts: tuple[Doubt, ...] = ()

    @property
    def created(self) -> int:
        return self.transitions[0].at

    def state_at(self, at: int) -> State:
        """The state after everything that happened at `at`. Raises ValueError before the alarm existed."""
        return self.last_change(at).state

    def last_change(self, at: int) -> Transition:
        """The transition that led to the state at `at`. Raises ValueError before the alarm existed."""
        index = bisect_right(self.transitions, at, key=lambda transition: transition.at)
        if index == 0:
            raise ValueError(f"{self.name} did not exist yet at {at}")
        return self.transitions[index - 1]

    def spans(self) -> Iterator[tuple[int, int, State]]:
        """(from, until, state): half-open, the last one ending at `end` + 1."""
        ends = [*(transition.at for transition in self.transitions[1:]), self.end + 1]
        for transition, end in zip(self.transitions, ends, strict=True):
            if end > transition.at:
                yield transition.at, end, transition.state
