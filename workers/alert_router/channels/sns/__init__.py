"""Plain mail by an SNS topic: the last resort, which needs no vendor, no secret and no verified sender."""

from __future__ import annotations

from workers.alert_router.pace import Pace

PACE = Pace(per_minute=60, burst=10)
"""SNS sends ten mails a second to an address and holds back the rest; a person reads far fewer."""
