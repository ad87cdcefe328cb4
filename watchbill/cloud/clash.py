"""Physical names that one resource gives up and another takes: CloudFormation makes the new one first, and fails."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchbill.cloud.change import Action, Risk, StackChange, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchbill.cloud.change import ResourceChange


@dataclass(frozen=True, slots=True)
class Untangled:
    """Stacks with their clashes marked; `first` maps a stack to the removals that must be done before it."""

    stacks: tuple[StackChange, ...]
    first: Mapping[str, frozenset[str]]


def untangle(stacks: Sequence[StackChange]) -> Untangled:
    """A name held by a stack that goes is freed by removing that stack first; a stack that stays keeps its names."""
    holders: dict[tuple[str, str], tuple[StackChange, ResourceChange]] = {}
    for stack in stacks:
        for change in stack.resources:
            if change.action is Action.REMOVE and change.name != change.logical_id:
                holders[change.type, change.name] = (stack, change)
    first: dict[str, set[str]] = defaultdict(set)
    marked = []
    for stack in stacks:
        changes = []
        for change in stack.resources:
            holder = holders.get((change.type, change.name)) if change.action is Action.ADD else None
            if holder is None:
                changes.append(change)
            elif holder[0].verb is Verb.REMOVE and holder[1].risk is not Risk.RETAINED:
                first[stack.name].add(holder[0].name)
                changes.append(replace(change, note=f"moves here from {holder[0].name}, which goes first"))
            else:
                changes.append(replace(change, risk=Risk.NAME_TAKEN, note=f"{holder[0].name} holds the name"))
        marked.append(replace(stack, resources=tuple(changes)))
    return Untangled(tuple(marked), {name: frozenset(before) for name, before in first.items()})
