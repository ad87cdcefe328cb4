"""Mail by any SMTP server, always over TLS: for those without SES."""

from __future__ import annotations

from workers.alert_router.pace import Pace

PACE = Pace(per_minute=55, burst=5)
"""As with SES; servers differ, and say 421 or 450 when it is too fast."""
