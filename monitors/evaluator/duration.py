"""Durations as people write them in tests: `90s`, `5m`, `1h05m`, `2d`."""

from __future__ import annotations

import re

PATTERN = r"^-?(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$"
_PARTS = re.compile(PATTERN)
_UNITS = (86_400, 3_600, 60, 1)


def parse(text: str) -> int:
    """Seconds. Raises ValueError for anything but days, hours, minutes and seconds in that order."""
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration; write it like 90s, 5m, 1h05m or 2d")
    total = sum(int(part[:-1]) * unit for part, unit in zip(match.groups(), _UNITS, strict=True) if part)
    return -total if text.strip().startswith("-") else total


def show(seconds: int) -> str:
    """`3900` → `1h05m`; the smallest unit that is not zero ends it."""
    sign, rest, parts = "-" if seconds < 0 else "", abs(seconds), ""
    for name, unit in zip("dhms", _UNITS, strict=True):
        amount, rest = divmod(rest, unit)
        if amount or (parts and rest):
            parts += f"{amount:02d}{name}" if parts else f"{amount}{name}"
    return sign + (parts or "0m")
