"""Checks a request against the lengths, ranges, patterns and enumerations of botocore's service model.

botocore sends most out-of-range values without a word and AWS's servers refuse them; so does this, with their sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from functools import cache
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import AwsError

if TYPE_CHECKING:
    from botocore.model import Shape


def check_constraints(shape: Shape | None, parameters: dict[str, Any], code: str = "ValidationError") -> None:
    """Raise one `AwsError` naming every member of `parameters` that the model forbids."""
    problems = list(_problems(shape, parameters, "")) if shape else []
    if problems:
        noun = "error" if len(problems) == 1 else "errors"
        raise AwsError(code, f"{len(problems)} validation {noun} detected: " + "; ".join(problems))


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    members = getattr(shape, "members", None)
    if isinstance(value, dict) and members is not None:
        for name in shape.metadata.get("required", []):
            if value.get(name) is None:
                where = _join(path, name)
                yield f"Value null at '{where}' failed to satisfy constraint: Member must not be null"
        for name, member in members.items():
            if value.get(name) is not None:
                yield from _problems(member, value[name], _join(path, name))
        return
    reason = _violation(shape, value)
    if reason:
        yield f"Value '{_excerpt(value)}' at '{path}' failed to satisfy constraint: Member must {reason}"
    if isinstance(value, list):
        for index, item in enumerate(value, start=1):
            yield from _problems(shape.member, item, f"{path}.{index}.member")  # type: ignore[attr-defined]


def _violation(shape: Shape, value: Any) -> str:
    rules = shape.metadata
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    size = value if is_number else len(value) if isinstance(value, Sized) else None
    what = "have value" if is_number else "have length"
    if size is not None and "min" in rules and size < rules["min"]:
        return f"{what} greater than or equal to {rules['min']}"
    if size is not None and "max" in rules and size > rules["max"]:
        return f"{what} less than or equal to {rules['max']}"
    if "enum" in rules and value not in rules["enum"]:
        return f"satisfy enum value set: [{', '.join(rules['enum'])}]"
    pattern = _compiled(rules.get("pattern", ""))
    if pattern and isinstance(value, str) and not pattern.fullmatch(value):
        return f"satisfy regular expression pattern: {rules['pattern']}"
    return ""


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """None for the few patterns that only Java's dialect understands: those stay unchecked."""
    try:
        return re.compile(pattern, re.DOTALL) if pattern else None
    except re.error:
        return None


def _join(path: str, name: str) -> str:
    name = name[0].lower() + name[1:]
    return f"{path}.{name}" if path else name


def _excerpt(value: object) -> str:
    text = str(value)
    return text if len(text) <= 300 else text[:300] + "…"
