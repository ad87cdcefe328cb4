"""Expressions that lean on a precedence which AWS does not document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.math.node import Kind, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def precedence_cautions(node: Node) -> Iterator[str]:
    """`undocumented: …` for what `node` and its bare children would mean under another precedence."""
    bare = [child for child in node.children if not child.grouped]
    operators = {child.text for child in bare if child.kind is Kind.OPERATION}
    if node.kind is Kind.NEGATION and "^" in operators:
        yield _caution(node, "whether - or ^ binds tighter")
    if node.kind is not Kind.OPERATION:
        return
    if node.text == "OR" and "AND" in operators:
        yield _caution(node, "whether AND or OR binds tighter")
    if node.text == "^" and "^" in operators:
        yield _caution(node, "how ^ after ^ groups")
    if node.text in COMPARISONS and operators & COMPARISONS:
        yield _caution(node, "what a comparison after a comparison means")


def _caution(node: Node, question: str) -> str:
    return f"undocumented: {question} (column {node.start + 1}); put parentheses"
