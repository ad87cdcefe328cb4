"""When a canary runs: each at its own minute, so that they do not fire together, and always the same one."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.canary import Canary

HOUR = 60


def expression(canary: Canary) -> str:
    """A schedule of EventBridge Scheduler. Minutes that divide the hour are spread by a hash of the canary's name.

    Other intervals are rates, which begin when they are deployed. Scheduler itself fires within the minute.
    """
    minutes = canary.every_minutes
    if HOUR % minutes:
        return f"rate({minutes} minutes)"
    offset = int(hashlib.sha256(canary.name.encode()).hexdigest(), 16) % minutes
    return f"cron({offset}/{minutes} * * * ? *)" if minutes < HOUR else f"cron({offset} * * * ? *)"


def rate(canary: Canary) -> str:
    """The same for Synthetics, which spreads by itself."""
    minutes = canary.every_minutes
    return "rate(1 hour)" if minutes == HOUR else f"rate({minutes} minute{'' if minutes == 1 else 's'})"


def every_minutes(expression: str) -> int:
    """The interval of an expression made here. Raises ValueError for any other."""
    found = re.fullmatch(r"rate\((\d+) (minute|hour)s?\)|cron\(\d+(?:/(\d+))? \* \* \* \? \*\)", expression)
    if found is None:
        raise ValueError(f"not a canary's schedule: {expression}")
    count, unit, step = found.groups()
    if count:
        return int(count) * (HOUR if unit == "hour" else 1)
    return int(step or HOUR)
