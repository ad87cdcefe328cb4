"""Plain scalars mean what YAML 1.2 says, and what other readers would take otherwise is told."""

from __future__ import annotations

import math

import pytest

from monitors.spec.scalar import SUSPECTS, resolve, surprise

MEANINGS = {
    "": None, "~": None, "null": None, "true": True, "False": False, "12": 12, "-3": -3, "+4": 4, "0": 0, "0x1F": 31,
    "0o17": 15, "1.5": 1.5, ".5": 0.5, "1e3": 1000.0, "-1.": -1.0, ".inf": math.inf, "yes": "yes", "tRUE": "tRUE",
    "1.2.3": "1.2.3", "-": "-", "2026-11-23": "2026-11-23", "1_000": "1_000", "5:30": "5:30", "0123": 123, "a": "a",
    "9" * 31: "9" * 31,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), MEANINGS.items())
def test_a_plain_scalar_is_resolved(text: str, value: object) -> None:
    found = resolve(text)
    assert (type(found), found) == (type(value), value)


def test_not_a_number_is_one_value() -> None:
    assert math.isnan(float(str(resolve(".nan"))))


@pytest.mark.parametrize("text", ["yes", "No", "ON", "off", "0123", "-07", "5:30", "190:20:30", "1_000"])
def test_what_readers_disagree_about_is_told(text: str) -> None:
    assert surprise(text) is not None
    assert text[0] in SUSPECTS


@pytest.mark.parametrize(
    "text", ["y", "n", "none", "online", "0", "10", "089", "12:60:xy", "2026-11-23", "a:30", "_1", "1.0"]
)
def test_what_readers_agree_about_is_not(text: str) -> None:
    assert surprise(text) is None
