"""Text → tree. The grammar is built at the first parse: lark costs more to import than most commands may spend."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.node import Kind, Node

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.exceptions import UnexpectedInput

MAX_LENGTH = 2048
"""Characters of one expression (facts/cloudwatch.md §1.9)."""

_QUERY = re.compile(r"\s*SELECT\s")

# AWS documents no precedence. This is everybody else's; `caution.py` names the expressions that lean on it.
_GRAMMAR = r"""
?start: either
?either: both | either OR both -> operation
?both: comparison | both AND comparison -> operation
?comparison: sum | comparison COMPARE sum -> operation
?sum: product | sum (PLUS | MINUS) product -> operation
?product: signed | product TIMES signed -> operation
?signed: power | MINUS signed -> negation
?power: atom | atom POWER signed -> operation
?atom: NUMBER -> leaf
     | REFERENCE -> leaf
     | STRING -> leaf
     | WORD -> leaf
     | OPEN either CLOSE -> group
     | WORD OPEN [either ("," either)*] CLOSE -> call
     | BEGIN either ("," either)* END -> array
NUMBER: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/
REFERENCE: /[a-z][A-Za-z0-9_]*/
STRING: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/
WORD: /[A-Z][A-Za-z0-9_]*/
OR.2: /OR\b|\|\|/
AND.2: /AND\b|&&/
COMPARE: /==|!=|<=|>=|<|>/
PLUS: "+"
MINUS: "-"
TIMES: /[*\/]/
POWER: "^"
OPEN: "("
CLOSE: ")"
BEGIN: "["
END: "]"
%ignore /\s+/
"""

_LEAVES = {"NUMBER": Kind.NUMBER, "REFERENCE": Kind.REFERENCE, "STRING": Kind.STRING, "WORD": Kind.WORD}
_BOOLEAN = {"&&": "AND", "||": "OR"}


def parse(expression: str) -> Node:
    """The tree of one expression; a Metrics Insights query becomes a single node.

    Raises MathError (`too-long`, `empty`, `syntax`) with the offset of what could not be read.
    """
    if len(expression) > MAX_LENGTH:
        raise MathError("too-long", f"{len(expression):,} characters; CloudWatch takes {MAX_LENGTH:,}", MAX_LENGTH)
    if not expression.strip():
        raise MathError("empty", "the expression is empty", 0)
    if _QUERY.match(expression):
        return Node(Kind.QUERY, expression.strip(), 0, len(expression))
    return _parse(expression)


@lru_cache(maxsize=4096)
def _parse(expression: str) -> Node:
    from lark.exceptions import UnexpectedInput

    try:
        tree: object = _parser().parse(expression)
    except UnexpectedInput as error:
        raise _explain(error, expression) from None
    if not isinstance(tree, Node):
        raise TypeError(f"the grammar left a {type(tree).__name__}")
    return tree


@cache
def _parser() -> Lark:
    from lark import Lark, Transformer

    class Builder(Transformer["Token", Node]):
        """Runs while parsing, so no second walk and no recursion."""

        def leaf(self, parts: list[Token]) -> Node:
            (token,) = parts
            return Node(_LEAVES[token.type], str(token), token.start_pos or 0, token.end_pos or 0)

        def group(self, parts: list[Node]) -> Node:
            return replace(parts[1], grouped=True)

        def negation(self, parts: list[Node | Token]) -> Node:
            return _branch(Kind.NEGATION, "-", parts)

        def operation(self, parts: list[Node | Token]) -> Node:
            return _branch(Kind.OPERATION, _BOOLEAN.get(str(parts[1]), str(parts[1])), parts)

        def array(self, parts: list[Node | Token]) -> Node:
            return _branch(Kind.ARRAY, "[]", parts)

        def call(self, parts: list[Node | Token]) -> Node:
            return _branch(Kind.CALL, str(parts[0]), parts)

    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False, transformer=Builder())


def _branch(kind: Kind, text: str, parts: list[Node | Token]) -> Node:
    first, last = parts[0], parts[-1]
    start = first.start if isinstance(first, Node) else first.start_pos or 0
    end = last.end if isinstance(last, Node) else last.end_pos or 0
    return Node(kind, text, start, end, tuple(part for part in parts if isinstance(part, Node)))


def _explain(error: UnexpectedInput, expression: str) -> MathError:
    position = error.pos_in_stream
    if position is None or position < 0 or getattr(getattr(error, "token", None), "type", "") == "$END":
        return MathError("syntax", "the expression ends too early", len(expression.rstrip()))
    before = re.search(r"([a-z]\w*)\s*$", expression[:position])
    if expression[position] == "(" and before:
        return MathError("syntax", f"function names are upper case: {before[1].upper()}(", before.start(1))
    found = re.match(r"\w+|\S", expression[position:])
    return MathError("syntax", f"{found[0] if found else 'this'!r} cannot stand here", position)
