"""CloudWatch Logs' filter patterns: words, and conditions on JSON events.

Not read: space-delimited patterns (`[ip, user, …]`) and regular expressions; they are refused, not skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

Test = Callable[[Any], bool]
_TOKEN = re.compile(
    r"\s*(?:(?P<word>&&|\|\||[()]|!=|<=|>=|[=<>]|\bIS\b|\bNOT\b|\bEXISTS\b)"
    r'|(?P<field>\$(?:\.[\w-]+|\[\d+\]|\.?\["[^"]+"\]|\.?\[\'[^\']+\'\])+)|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s()&|=<>!]+))'
)
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\[[\"']([^\"']+)[\"']\]")
_TERM = re.compile(r'(?P<sign>[?-]?)(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>\S+))')
_ABSENT = object()


class PatternError(ValueError):
    """A filter pattern that this module cannot read."""


@cache
def read_pattern(pattern: str) -> Callable[[str], bool]:
    """A test for one log event's message. Raises PatternError."""
    text = pattern.strip()
    if text.startswith("["):
        raise PatternError(f"space-delimited patterns are not emulated: {pattern}")
    if not text.startswith("{"):
        return _words(text)
    test = _Conditions(text.removeprefix("{").removesuffix("}"), pattern).read()

    def matches(message: str) -> bool:
        try:
            event = json.loads(message) if message.lstrip()[:1] == "{" else None
        except ValueError:
            return False
        return event is not None and test(event)

    return matches


def _words(text: str) -> Callable[[str], bool]:
    """Every plain word, none of those with -, and one of those with ? if there are any."""
    terms: dict[str, list[str]] = {"": [], "-": [], "?": []}
    for found in _TERM.finditer(text):
        word = found["bare"] if found["quoted"] is None else found["quoted"].replace('\\"', '"')
        terms[found["sign"]].append(word)
    needed, excluded, optional = terms.values()
    if needed and optional:
        optional = []  # CloudWatch ignores them beside a word that must be there

    def matches(message: str) -> bool:
        return (
            all(word in message for word in needed)
            and not any(word in message for word in excluded)
            and (not optional or any(word in message for word in optional))
        )

    return matches


class _Conditions:
    """Recursive descent over `a && (b || c)`; && binds closer."""

    def __init__(self, text: str, pattern: str) -> None:
        self._pattern = pattern
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._error()
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()

    def read(self) -> Test:
        test = self._either()
        if self._tokens:
            raise self._error()
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("||"):
            tests.append(self._both())
        return lambda event: any(test(event) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("&&"):
            tests.append(self._one())
        return lambda event: all(test(event) for test in tests)

    def _one(self) -> Test:
        if self._take("("):
            test = self._either()
            self._need(")")
            return test
        kind, name = self._next()
        if kind != "field":
            raise self._error()
        steps = _STEP.findall(name)
        if self._take("NOT"):
            self._need("EXISTS")
            return lambda event: _look(event, steps) is _ABSENT
        if self._take("IS"):
            wanted = {"TRUE": True, "FALSE": False, "NULL": None}.get(self._next()[1].upper(), _ABSENT)
            if wanted is _ABSENT:
                raise self._error()
            return lambda event: _look(event, steps) is wanted
        _, operator = self._next()
        kind, literal = self._next()
        if operator not in _COMPARE or kind not in ("quoted", "bare") or literal.startswith("%"):
            raise self._error()
        compare = _COMPARE[operator]
        return lambda event: compare(_look(event, steps), literal)

    def _take(self, word: str) -> bool:
        if self._tokens and self._tokens[0] == ("word", word):
            del self._tokens[0]
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise self._error()

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise self._error()
        return self._tokens.pop(0)

    def _error(self) -> PatternError:
        return PatternError(f"not a filter pattern that is emulated: {self._pattern}")


def _look(event: Any, steps: list[tuple[str, str, str]]) -> Any:
    for name, index, quoted in steps:
        key = name or quoted
        if key and isinstance(event, dict) and key in event:
            event = event[key]
        elif index and isinstance(event, list) and int(index) < len(event):
            event = event[int(index)]
        else:
            return _ABSENT
    return event


def _equal(value: Any, literal: str) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _ordered(value, literal, lambda left, right: left == right)
    if not isinstance(value, str):
        return False
    return re.fullmatch(".*".join(map(re.escape, literal.split("*"))), value, re.DOTALL) is not None


def _ordered(value: Any, literal: str, test: Callable[[float, float], bool]) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    try:
        return test(float(value), float(literal))
    except ValueError:
        return False


_COMPARE: dict[str, Callable[[Any, str], bool]] = {
    "=": _equal,
    "!=": lambda value, literal: value is not _ABSENT and not _equal(value, literal),
    "<": lambda value, literal: _ordered(value, literal, lambda left, right: left < right),
    "<=": lambda value, literal: _ordered(value, literal, lambda left, right: left <= right),
    ">": lambda value, literal: _ordered(value, literal, lambda left, right: left > right),
    ">=": lambda value, literal: _ordered(value, literal, lambda left, right: left >= right),
}
