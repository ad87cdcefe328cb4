"""What a kind's own check finds wrong across resources, before it has a place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.spec.validation import place

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from monitors.spec.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """`path` is from the spec's root (`("queues", "a", "dead_letter_queue")`); the deepest known part is marked."""

    code: str
    message: str
    path: tuple[str | int, ...]
    help: str = ""
    on_key: bool = False
    """Marks the key and not its value."""


def locate(flaw: Flaw, root: Node) -> Problem:
    """The flaw as a problem, at its place in the merged tree of the document."""
    node = root
    for index, part in enumerate(flaw.path):
        child = node.child(part)
        if child is None:
            return place(flaw.code, flaw.message, node, flaw.path, help=flaw.help, on_key=index > 0)
        node = child
    return place(flaw.code, flaw.message, node, flaw.path, help=flaw.help, on_key=flaw.on_key)
