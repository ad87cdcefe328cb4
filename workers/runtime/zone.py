"""Time zones by name. Lambda's images bring none: `tzdata` is imported so that it is packed."""

from __future__ import annotations

import contextlib
from zoneinfo import ZoneInfo

with contextlib.suppress(ImportError):  # a machine with zones of its own needs no more
    import tzdata  # noqa: F401


def zone(name: str) -> ZoneInfo:
    """Raises ZoneInfoNotFoundError for a name that is none."""
    return ZoneInfo(name)
