"""Lines as libyaml counts them, so that excerpts and places agree."""

from __future__ import annotations

import re

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def split_lines(text: str) -> list[str]:
    """The lines of a text without their breaks; Python's own `splitlines` also breaks at form feeds and others."""
    return _BREAK.split(text)
