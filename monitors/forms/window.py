"""How far back an alarm must look, so that what is published late is still seen in a complete window."""

from __future__ import annotations

from math import ceil

MINUTE = 60
FIVE_MINUTES = 300
PUBLISH_SECONDS = 120
"""A metric comes up to two minutes after the minute it is stamped with."""


def windows_to_see(late_seconds: int, period: int = FIVE_MINUTES) -> int:
    """Windows needed so that one lies whole before everything that may still come.

    `late_seconds` is how long after its stamp a value arrives besides PUBLISH_SECONDS: Lambda stamps at invocation
    start, so a run of 900 s reports 900 s back.
    """
    return 1 + ceil((late_seconds + PUBLISH_SECONDS) / period)
