"""PagerDuty: one alert an incident by Events API v2, deployments as change events."""

from __future__ import annotations

from workers.alert_router.pace import Pace

PACE = Pace(per_minute=100, burst=20)
"""About 120 events a minute and integration key: never more in any minute, whoever counts it."""
