"""What an AlarmRule says, as a tree that knows whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.evaluator.state import State


@dataclass(frozen=True, slots=True)
class Is:
    """ALARM(name), OK(name), INSUFFICIENT_DATA(name); inside AT_LEAST also NOT of these."""

    state: State
    alarm: str
    negated: bool = False

    def holds(self, states: Mapping[str, State]) -> bool:
        return (states[self.alarm] is self.state) != self.negated


@dataclass(frozen=True, slots=True)
class Fixed:
    """TRUE or FALSE."""

    value: bool

    def holds(self, states: Mapping[str, State]) -> bool:
        return self.value


@dataclass(frozen=True, slots=True)
class Not:
    """NOT part."""

    part: Node

    def holds(self, states: Mapping[str, State]) -> bool:
        return not self.part.holds(states)


@dataclass(frozen=True, slots=True)
class Several:
    """At least `needed` of the parts hold: AND needs all, OR needs one."""

    needed: int
    parts: tuple[Node, ...]

    def holds(self, states: Mapping[str, State]) -> bool:
        return sum(part.holds(states) for part in self.parts) >= self.needed


Node = Is | Fixed | Not | Several


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRule:
    """A parsed rule. `children` are names (ARNs shortened to names), in order of mention, each once."""

    root: Node
    children: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    def holds(self, states: Mapping[str, State]) -> bool:
        """Whether the composite is in ALARM. Raises KeyError for a child without a state."""
        return self.root.holds(states)
