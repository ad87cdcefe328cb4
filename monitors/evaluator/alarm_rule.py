"""AlarmRule: the little language of composite alarms, parsed and measured against AWS's limits.

AWS documents neither the precedence of AND and OR nor how AT_LEAST rounds a share: both are `doubts` of the rule, and
NOT > AND > OR and rounding up are what is assumed.
"""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from monitors.evaluator.condition_tree import AlarmRule, Fixed, Is, Node, Not, Several
from monitors.evaluator.state import State
from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 10_240
MAX_CHILDREN = 100
MAX_ELEMENTS = 500
"""Children, TRUE, FALSE and parentheses together."""

MAX_DEPTH = 100
"""Our own: AWS's limits would allow 250 parentheses within each other."""

PRECEDENCE = "AND and OR are mixed without parentheses, and AWS documents no precedence"
ROUNDING = "AT_LEAST with a share that is no whole number of alarms, and AWS documents no rounding"


class AlarmRuleError(WatchbillError):
    """An AlarmRule CloudWatch would refuse. `position` counts characters from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"{message} (column {position + 1} of the rule)")
        self.position = position


def parse(text: str) -> AlarmRule:
    """Raises AlarmRuleError for what PutCompositeAlarm would refuse."""
    if len(text) > MAX_LENGTH:
        raise AlarmRuleError(f"the rule has {len(text):,} characters; AlarmRule takes {MAX_LENGTH:,}", MAX_LENGTH)
    return _Parser(text).rule()


_TOKEN = re.compile(r'\s*(?:(?P<mark>[(),])|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s(),"]+))')
_STATES = {state.value: state for state in State}


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0
        self._children: dict[str, None] = {}
        self._elements = 0
        self._doubts: dict[str, None] = {}
        self._depth = 0

    def rule(self) -> AlarmRule:
        root, _ = self._either()
        kind, word, position = self._peek()
        if kind:
            raise AlarmRuleError(f"{word!r} stands where AND, OR or the end is due", position)
        if self._elements > MAX_ELEMENTS:
            raise AlarmRuleError(f"the rule has {self._elements} elements; AlarmRule takes {MAX_ELEMENTS}")
        if len(self._children) > MAX_CHILDREN:
            raise AlarmRuleError(f"the rule names {len(self._children)} alarms; a composite takes {MAX_CHILDREN}")
        return AlarmRule(root=root, children=tuple(self._children), doubts=tuple(self._doubts))

    def _either(self) -> tuple[Node, bool]:
        parts, mixed = [], False
        while True:
            part, bare_and = self._all()
            parts.append(part)
            mixed |= bare_and
            if not self._take("OR"):
                break
        if len(parts) > 1 and mixed:
            self._doubts[PRECEDENCE] = None
        return (parts[0] if len(parts) == 1 else Several(1, tuple(parts))), len(parts) > 1

    def _all(self) -> tuple[Node, bool]:
        parts = [self._one()]
        while self._take("AND"):
            parts.append(self._one())
        return (parts[0], False) if len(parts) == 1 else (Several(len(parts), tuple(parts)), True)

    def _one(self) -> Node:
        kind, word, position = self._next()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise AlarmRuleError(f"the rule nests deeper than {MAX_DEPTH} levels, more than is read here", position)
        node = self._part(kind, word, position)
        self._depth -= 1
        return node

    def _part(self, kind: str, word: str, position: int) -> Node:
        if kind == "word" and word == "NOT":
            return Not(self._one())
        if kind == "mark" and word == "(":
            return self._group()
        if kind == "word" and word in ("TRUE", "FALSE"):
            self._elements += 1
            return Fixed(word == "TRUE")
        if kind == "word" and word in _STATES:
            self._expect("(")
            name = self._name()
            self._expect(")")
            return Is(_STATES[word], name)
        if kind == "word" and word == "AT_LEAST":
            return self._at_least()
        found = repr(word) if kind else "the end"
        hint = (
            "; function names are upper case" if word.upper() in {*_STATES, "NOT", "AT_LEAST", "TRUE", "FALSE"} else ""
        )
        raise AlarmRuleError(f"{found} stands where ALARM(…), OK(…), NOT, AT_LEAST or ( is due{hint}", position)

    def _group(self) -> Node:
        self._elements += 2
        inner, _ = self._either()
        self._expect(")")
        return inner

    def _at_least(self) -> Node:
        self._expect("(")
        kind, amount, position = self._next()
        if kind != "word" or not re.fullmatch(r"\d+%?", amount):
            raise AlarmRuleError(f"AT_LEAST begins with a number or a share such as 50%, not {amount!r}", position)
        self._expect(",")
        negated = self._take("NOT")
        kind, word, where = self._next()
        if word not in _STATES:
            raise AlarmRuleError(f"{word!r} is no state", where)
        self._expect(",")
        self._expect("(")
        parts = [Is(_STATES[word], self._name(), negated)]
        while self._take(","):
            parts.append(Is(_STATES[word], self._name(), negated))
        self._expect(")")
        self._expect(")")
        return Several(self._needed(amount, len(parts), position), tuple(parts))

    def _needed(self, amount: str, size: int, position: int) -> int:
        if not amount.endswith("%"):
            needed = int(amount)
        else:
            share = int(amount[:-1])
            if share * size % 100:
                self._doubts[ROUNDING] = None
            needed = ceil(share * size / 100)
        if not 1 <= needed <= size:
            raise AlarmRuleError(f"AT_LEAST {amount} of {size} alarms can never or always hold", position)
        return needed

    def _name(self) -> str:
        kind, word, position = self._next()
        if kind not in ("word", "quoted") or not word:
            raise AlarmRuleError("an alarm's name or ARN is due", position)
        self._elements += 1
        name = shorten(word)
        self._children[name] = None
        return name

    def _peek(self) -> tuple[str, str, int]:
        return self._tokens[self._place]

    def _next(self) -> tuple[str, str, int]:
        token = self._tokens[self._place]
        self._place += bool(token[0])
        return token

    def _take(self, word: str) -> bool:
        kind, found, _ = self._peek()
        if kind in ("word", "mark") and found == word:
            self._place += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        kind, found, position = self._next()
        if kind != "mark" or found != mark:
            raise AlarmRuleError(f"{mark} is due, not {repr(found) if kind else 'the end'}", position)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise AlarmRuleError('a quote is not closed; inside quotes write \\"', place)
        kind = match.lastgroup or ""
        word = match[kind]
        yield kind, re.sub(r"\\(.)", r"\1", word) if kind == "quoted" else word, match.start(kind)
        place = match.end()
    yield "", "", len(text)


def shorten(name_or_arn: str) -> str:
    """An alarm's ARN → its name; a name stays."""
    return (
        name_or_arn.split(":", 6)[6]
        if re.match(r"arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:", name_or_arn)
        else name_or_arn
    )
