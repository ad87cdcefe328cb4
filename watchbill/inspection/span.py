"""Spans of time as people write them: 90s, 15m, 2h, 1d."""

from __future__ import annotations

import re

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"(\d+)([smhd])")


def read_span(text: str) -> int:
    """Seconds. Raises ValueError saying what would be right."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no span of time; write 90s, 15m, 2h or 1d")
    return int(match[1]) * SECONDS[match[2]]
