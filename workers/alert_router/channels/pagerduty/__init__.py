"""PagerDuty: one alert an incident by Events API v2, deployments as change events."""

from __future__ import annotations

from workers.alert_router.pace import Pace

# An integration key takes about 120 calls a minute: in no minute are there more than 100 + 20.
PACE = Pace(per_minute=100, burst=20)
