"""pydantic's errors in words that a person who never saw pydantic understands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from monitors.spec.reader import describe
from monitors.spec.secret import SHOWN_MAX, looks_secret
from monitors.spec.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

EXPECTED = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "finite_number": "a finite number",
    "bool_type": "true or false", "bool_parsing": "true or false", "string_type": "text",
    "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping", "model_attributes_type": "a mapping",
}  # fmt: skip
BOUNDS = {
    "greater_than": ("gt", "above"), "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"), "less_than_equal": ("le", "at most"),
}  # fmt: skip
LENGTHS = {
    "string_too_short": ("min_length", "at least", "characters"),
    "string_too_long": ("max_length", "at most", "characters"),
    "too_short": ("min_length", "at least", "entries"),
    "too_long": ("max_length", "at most", "entries"),
}
PATTERNS = {
    r"^[a-z][a-z0-9-]{1,40}$": "begins with a small letter and holds 2 to 41 small letters, digits and -",
    r"^[a-z][a-z0-9]{1,20}$": "begins with a small letter and holds 2 to 21 small letters and digits",
    r"^[A-Za-z][A-Za-z0-9_-]{0,63}$": "begins with a letter and holds at most 64 letters, digits, - and _ (ASCII only)",
    r"^https?://.*[^/]$": "is an http(s) address without a slash at its end",
    r"^[A-Z][A-Z0-9_]*$": "holds capital letters, digits and _",
    r"^\d{12}$": "is the twelve digits of an AWS account, in quotes",
    r"^#[a-z0-9_-]{1,80}$": "is a Slack channel with its #, in quotes",
    r"^[^@\s,]+@[^@\s,]+$": "is an email address",
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": 'is hours from and to, in quotes: "22:00-07:00"',
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$": "is a local time like 2026-12-01T22:00",
    r"^(https://\S+)?$": "is an address that begins with https://",
    r"^(https?://\S+)?$": "is an http(s) address",
    r"^\S+$": "has no spaces in it",
    r"^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+)?$": "is the ARN of an SNS topic",
    r"^([a-z]{2}(-[a-z]+)+-\d)?$": "is an AWS region like us-east-1",
    r"^[a-z]{2}(-[a-z]+)+-\d$": "is an AWS region like us-east-1",
}


def show(value: Any) -> str:
    """A value for a message: short, and never one that looks like a secret."""
    if isinstance(value, str) and not looks_secret(value):
        cut = value if len(value) <= SHOWN_MAX else f"{value[:SHOWN_MAX]}…"
        return f'the text "{cut}"'.replace("\n", "↵")
    return describe(value)


def explain(error: ErrorDetails) -> tuple[str, str, str]:
    """(code, what is wrong, what to do) of one error; unknown and missing keys are told by the caller."""
    kind, value = error["type"], error["input"]
    facts = cast("Mapping[str, Any]", error.get("ctx", {}))
    if kind in EXPECTED:
        return "wrong-type", f"must be {EXPECTED[kind]}, is {show(value)}", _remedy(kind, value)
    if kind in BOUNDS:
        limit, word = BOUNDS[kind]
        return "out-of-range", f"must be {word} {_number(facts[limit])}, is {_number(value)}", ""
    if kind in LENGTHS:
        limit, word, unit = LENGTHS[kind]
        return "wrong-length", f"must have {word} {facts[limit]} {unit}, has {len(value)}", ""
    if kind in ("literal_error", "enum"):
        return "unknown-choice", f"must be {facts['expected']}, is {show(value)}", _choice(value, facts["expected"])
    if kind == "string_pattern_mismatch":
        wanted = PATTERNS.get(facts["pattern"], f"has the form {facts['pattern']}")
        return "wrong-format", f"does not fit, is {show(value)}", f"it {wanted}"
    if kind == "union_tag_invalid":
        wanted = " or ".join(facts["expected_tags"].rsplit(", ", 1))
        return "unknown-choice", f"must be {wanted}, is {show(facts['tag'])}", _choice(facts["tag"], wanted)
    if "message" in facts:
        return kind, str(facts["message"]), str(facts.get("help", ""))
    return "invalid-value", error["msg"], ""


def _choice(value: Any, expected: str) -> str:
    advice = suggest(value, re.findall(r"'([^']*)'", expected)) if isinstance(value, str) else ""
    return advice if advice.startswith("did you mean") else ""


def _remedy(kind: str, value: Any) -> str:
    if value is None:
        return "write a value, or remove the key"
    if kind == "string_type" and isinstance(value, int | float):
        return f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    if kind == "bool_type" and isinstance(value, str) and value.lower() in ("yes", "on", "no", "off", "true", "false"):
        return f"write {'true' if value.lower() in ('yes', 'on', 'true') else 'false'}"
    if kind in ("int_type", "float_type") and isinstance(value, str) and value.replace(".", "", 1).isdecimal():
        return f"remove the quotes: {value}"
    if kind == "list_type" and isinstance(value, str | int | float):
        return f"write a list: [{value}]" if not looks_secret(str(value)) else "write a list"
    return ""


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
