"""The canaries' own data: how it is known, and the one place that says what is different about it.

A canary's campaign is `canary-0000` or begins with `canary-0000-`. Its data takes the way of all data, through the same
code, but for three things: its items expire, nobody is told of it, and its traces are marked.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

CAMPAIGN = "canary-0000"
TRACE_ENDING = "ca4a4100"
"""Of the trace id of a canary's run: it lives through every queue and stream, whoever starts a span between."""
KEPT_SECONDS = 24 * 3600
"""Long enough to look into a failure of the night, in case its run could not clean up."""


def owns(campaign_id: object) -> bool:
    """Tell whether a campaign is a canary's."""
    return isinstance(campaign_id, str) and (campaign_id == CAMPAIGN or campaign_id.startswith(f"{CAMPAIGN}-"))


def traces(trace_id: str) -> bool:
    """Tell whether a trace began with a canary's run."""
    return trace_id.endswith(TRACE_ENDING)


def expiry(campaign_id: str, now: Callable[[], float] = time.time) -> dict[str, dict[str, str]]:
    """Return what to add to a campaign's item: the attribute of the table's TTL for a canary's, else nothing."""
    return {"expires_at": {"N": str(int(now()) + KEPT_SECONDS)}} if owns(campaign_id) else {}


def tell(campaign_id: str, say: Callable[[], T]) -> T | None:
    """Let people, business metrics and registers hear of a campaign; None, and nothing said, for a canary's."""
    return None if owns(campaign_id) else say()
