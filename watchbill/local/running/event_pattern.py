"""Event patterns, as event source mappings filter by: nested fields, lists of alternatives, comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMERIC: dict[str, Callable[[float, float], bool]] = {
    "=": lambda left, right: left == right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_ABSENT = object()


class EventPatternError(ValueError):
    """A comparison that this module does not know."""


def matches(pattern: dict[str, Any], event: Any) -> bool:
    """Whether every field of `pattern` allows what `event` has there. Raises EventPatternError."""
    return all(_field(name, wanted, event) for name, wanted in pattern.items())


def _field(name: str, wanted: Any, event: Any) -> bool:
    if name == "$or":
        return any(matches(choice, event) for choice in wanted)
    value = event.get(name, _ABSENT) if isinstance(event, dict) else _ABSENT
    if isinstance(wanted, dict):
        # A field that is not there has only fields that are not there.
        return matches(wanted, {} if value is _ABSENT else value)
    values = value if isinstance(value, list) else [value]
    return any(_allowed(choice, found) for choice in wanted for found in values or [_ABSENT])


def _allowed(choice: Any, value: Any) -> bool:
    if not isinstance(choice, dict):
        return (type(value) is type(choice) and value == choice) or _same_number(choice, value)
    ((kind, argument),) = choice.items()
    if kind == "exists":
        return bool((value is not _ABSENT) == argument)
    if value is _ABSENT:
        return False
    if kind not in _KINDS:
        raise EventPatternError(f"the comparison {kind!r} is not emulated")
    return _KINDS[kind](argument, value)


def _same_number(choice: Any, value: Any) -> bool:
    numbers = (int, float)
    if isinstance(choice, bool) or isinstance(value, bool):
        return False
    return isinstance(choice, numbers) and isinstance(value, numbers) and float(choice) == float(value)


def _prefix(argument: Any, value: Any) -> bool:
    if isinstance(argument, dict):  # {"prefix": {"equals-ignore-case": "abc"}}
        return isinstance(value, str) and value.lower().startswith(argument["equals-ignore-case"].lower())
    return isinstance(value, str) and value.startswith(argument)


def _anything_but(argument: Any, value: Any) -> bool:
    choices = argument if isinstance(argument, list) else [argument]
    return not any(_allowed(choice, value) for choice in choices)


def _numeric(argument: Any, value: Any) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    pairs = zip(argument[::2], argument[1::2], strict=True)
    return all(_NUMERIC[operator](float(value), float(bound)) for operator, bound in pairs)


_KINDS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": _prefix,
    "suffix": lambda argument, value: isinstance(value, str) and value.endswith(argument),
    "equals-ignore-case": lambda argument, value: isinstance(value, str) and value.lower() == argument.lower(),
    "anything-but": _anything_but,
    "numeric": _numeric,
}
