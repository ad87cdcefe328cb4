"""Slack: one message an incident, kept current; what happens later in its thread."""

from __future__ import annotations

from workers.alert_router.pace import Pace

PACE = Pace(per_minute=50)
"""One message a second and channel, and 50 changes a minute."""
