"""The grammar of composite alarm rules: ALARM("a") AND NOT (OK(b) OR FALSE).

Source: PutCompositeAlarm's API reference, `AlarmRule`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchbill.local.api.error import validation_error

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r'\s*(?:(\(|\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))')
_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")


def parse_rule(rule: str) -> list[str]:
    """The alarm names (or ARNs) that `rule` names, in order of appearance, each once.

    Raises AwsError ValidationError when the rule does not follow the grammar.
    """
    parser = _Parser(list(_tokens(rule)), rule)
    parser.expression()
    if parser.peek():
        raise parser.error()
    return list(dict.fromkeys(parser.children))


def _tokens(rule: str) -> Iterator[str]:
    position = 0
    text = rule.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise validation_error(f"AlarmRule could not be parsed at position {position}: {text[position:][:40]}")
        bracket, quoted, word = match.groups()
        yield bracket or word or f'"{quoted}'
        position = match.end()


class _Parser:
    """Recursive descent; a quoted token keeps its opening quote so that "AND" stays a name."""

    def __init__(self, tokens: list[str], rule: str) -> None:
        self._tokens = tokens
        self._rule = rule
        self._position = 0
        self.children: list[str] = []

    def peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def error(self) -> Exception:
        near = self.peek().removeprefix('"') or "its end"
        return validation_error(f"AlarmRule is not valid near {near}: {self._rule[:200]}")

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise self.error()
        self._position += 1
        return token

    def expression(self) -> None:
        self.term()
        while self.peek() in ("AND", "OR"):
            self.take()
            self.term()

    def term(self) -> None:
        word = self.peek()
        if word == "NOT":
            self.take()
            self.term()
        elif word == "(":
            self.take()
            self.expression()
            self.take(")")
        elif word in ("TRUE", "FALSE"):
            self.take()
        elif word in _STATES:
            self.take()
            self.take("(")
            name = self.take()
            if name in ("(", ")"):
                raise self.error()
            self.children.append(name.removeprefix('"'))
            self.take(")")
        elif word == "AT_LEAST":
            self.at_least()
        else:
            raise self.error()

    def at_least(self) -> None:
        """AT_LEAST(2, ALARM, (a, b, c)): commas cling to words, so they are cut off here."""
        self.take()
        self.take("(")
        amount = self.take().rstrip(",")
        if not amount.removesuffix("%").isdecimal():
            raise self.error()
        if self.take().rstrip(",") not in _STATES:
            raise self.error()
        self.take("(")
        while self.peek() != ")":
            self.children += [name for name in self.take().removeprefix('"').split(",") if name]
        self.take(")")
        self.take(")")
