"""What a plain scalar means, by YAML 1.2's core schema, and where YAML 1.1 readers would disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.spec.tree import Scalar

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"), "+.inf": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMERIC_START = frozenset("0123456789+-.")

_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
SUSPECTS = frozenset("yYnNoO") | _NUMERIC_START
"""First characters of all that `surprise` knows."""
_OCTAL = re.compile(r"[-+]?0[0-7]+")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?")
_UNDERSCORED = re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*")
_DIGITS_MAX = 30
"""Longer digit strings are no number anybody meant; Python refuses to convert very long ones."""


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START or len(text) > _DIGITS_MAX:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text


def surprise(text: str) -> tuple[str, str] | None:
    """Why a plain scalar means different things to different YAML readers, and what to write; None for most."""
    truth = _TRUTHS.get(text.lower())
    if truth:
        return (
            f"`{text}` is a boolean to some YAML readers and text to others",
            f'write {truth}, or "{text}" for the text',
        )
    if text[:1] not in _NUMERIC_START:
        return None
    if _OCTAL.fullmatch(text):
        plain = str(int(text, 10))
        return (
            f"`{text}` is the octal number {int(text, 8)} to some YAML readers and {plain} to others",
            f'write {plain}, or "{text}" for the text',
        )
    if ":" in text and _SEXAGESIMAL.fullmatch(text):
        return f"`{text}` is a base-60 number to some YAML readers and text to others", f'write "{text}" for the text'
    if "_" in text and _UNDERSCORED.fullmatch(text):
        return (
            f"`{text}` is a number to some YAML readers and text to others",
            f'write {text.replace("_", "")}, or "{text}" for the text',
        )
    return None
