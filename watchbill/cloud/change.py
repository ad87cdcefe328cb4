"""What a deployment would do: per resource, per stack, in all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.source import Source
    from watchbill.cloud.edit import Edit


class Action(StrEnum):
    """What happens to one resource. The value is the JSON word."""

    ADD = "add"
    CHANGE = "change"
    REPLACE = "replace"
    REMOVE = "remove"


class Risk(StrEnum):
    """Why a change deserves a second look."""

    DATA_LOSS = "data-loss"
    """What the resource holds goes with it."""
    NAME_STAYS = "name-stays"
    """CloudFormation replaces nothing that keeps a name of its own: the deployment will fail."""
    NAME_TAKEN = "name-taken"
    """Another resource still holds the name when this one is to be made: the deployment will fail."""
    RETAINED = "retained"
    """The resource leaves its stack and stays in the account: DeletionPolicy is Retain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChange:
    """One line of the plan. `name` is the physical name where the template says it, else the logical id.

    `note` is a fact in words ("2 widgets changed, 1 added"); `rule` the rule behind an alarm, with `part`.
    """

    action: Action
    stack: str
    logical_id: str
    type: str
    noun: str
    name: str
    edits: tuple[Edit, ...] = ()
    risk: Risk | None = None
    data: str = ""
    note: str = ""
    rule: str = ""
    part: str = ""
    outside: bool = False
    """The resource itself was deleted outside watchbill."""
    source: Source | None = None


class Verb(StrEnum):
    """What happens to a stack as a whole."""

    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackChange:
    """What happens to one stack. `unchanged` counts the resources that stay as they are.

    `note` says what is odd about the stack itself (left over from a failed creation, busy).
    """

    name: str
    unit: str
    verb: Verb
    resources: tuple[ResourceChange, ...] = ()
    unchanged: int = 0
    note: str = ""

    @property
    def drifted(self) -> bool:
        """Whether something was changed outside, which only a drift-reverting change set brings back."""
        return any(change.outside or any(edit.outside for edit in change.edits) for change in self.resources)


@dataclass(frozen=True)
class Difference:
    """The whole plan: every stack, in the order of their names; what is removed comes last."""

    stacks: tuple[StackChange, ...]
    cost_before: float = 0.0
    cost_after: float = 0.0

    @property
    def changes(self) -> Iterator[ResourceChange]:
        for stack in self.stacks:
            yield from stack.resources

    @cached_property
    def counts(self) -> Counter[Action]:
        return Counter(change.action for change in self.changes)

    @property
    def unchanged(self) -> int:
        return sum(stack.unchanged for stack in self.stacks)

    @property
    def pending(self) -> tuple[StackChange, ...]:
        """The stacks that a deployment would touch."""
        return tuple(stack for stack in self.stacks if stack.verb is not Verb.KEEP)

    @property
    def losses(self) -> tuple[ResourceChange, ...]:
        return tuple(change for change in self.changes if change.risk is Risk.DATA_LOSS)
