"""Mail by SES: one thread an incident."""

from __future__ import annotations

from workers.alert_router.pace import Pace

PACE = Pace(per_minute=55, burst=5)
"""One mail a second is what an account may send before it asks for more."""
