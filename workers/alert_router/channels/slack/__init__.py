"""Slack: one message an incident, kept current; what happens later in its thread."""

from __future__ import annotations

from workers.alert_router.pace import Pace

# One message a second a channel.
PACE = Pace(per_minute=60)
