"""The syntax tree of an expression."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What a node is; `text` then holds its number, id, string, word, operator or function name."""

    NUMBER = "number"
    REFERENCE = "reference"
    STRING = "string"
    WORD = "word"
    """A bare keyword argument: REPEAT, ASC, AVG…"""
    NEGATION = "negation"
    OPERATION = "operation"
    ARRAY = "array"
    CALL = "call"
    QUERY = "query"
    """A Metrics Insights query, kept whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One node. `start` and `end` are offsets into the expression; `grouped` that parentheses stand around it."""

    kind: Kind
    text: str
    start: int
    end: int
    children: tuple[Node, ...] = ()
    grouped: bool = False


def postorder(root: Node) -> Iterator[Node]:
    """Children before parents. Iterative: a sum of 680 terms fits in 2,048 characters, and is as many levels deep."""
    pending = [(root, False)]
    while pending:
        node, entered = pending.pop()
        if entered or not node.children:
            yield node
        else:
            pending.append((node, True))
            pending.extend((child, False) for child in reversed(node.children))
