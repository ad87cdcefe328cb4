"""What an alarm is about: from its tags, else from its name and metric.

Alarms that Watchbill made carry `watchbill:*` tags. An alarm that somebody else made is routed too: its metric is its
symptom, and the account its service.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from incidents import latch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workers.alert_router.event import AlarmEvent

PREFIX = "watchbill:"
LINK_LINE = re.compile(r"^(Runbook|Dashboard|Logs): (https?://\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Who owns the alarm, how bad it is, and which incident it plays which part in."""

    incident: str
    part: str
    held: bool
    service: str
    environment: str
    owner: str
    rule: str
    resource: str
    priority: str
    severity: str
    account: str
    region: str

    @property
    def symptom(self) -> str:
        """`lambda_function.error_rate_high` → `error rate high`."""
        return self.rule.rpartition(".")[2].replace("_", " ")

    @property
    def service_id(self) -> str:
        """Incidents of one service are looked at together, for one may silence another."""
        return digest(self.account, self.region, self.environment, self.service)[:12]

    @property
    def group_id(self) -> str:
        """Alarms with the same one are told as one incident: same service, symptom and audience."""
        return f"{self.service_id}-{digest(self.owner, self.rule, self.priority)[:20]}"


def facts(event: AlarmEvent, tags: Mapping[str, str]) -> Facts:
    """Read them; tags win over what can be guessed."""
    own = {key.removeprefix(PREFIX): value for key, value in tags.items() if key.startswith(PREFIX)}
    part = own.get("part", latch.TRIP)
    return Facts(
        incident=own.get("incident") or event.name,
        part=part if part in (latch.TRIP, latch.HOLD, latch.STEP) else latch.TRIP,
        held=own.get("held") == "yes" or part == latch.HOLD,
        service=own.get("service") or event.account,
        environment=own.get("environment", ""),
        owner=own.get("owner", ""),
        rule=own.get("rule") or event.metric or event.name,
        resource=own.get("resource") or event.name,
        priority=own.get("priority") or "medium",
        severity=own.get("severity") or "P3",
        account=event.account,
        region=event.region,
    )


def latch_id(event: AlarmEvent, found: Facts) -> str:
    """Identify the latch by what never changes: not by owner, rule or priority, which a deployment may change."""
    return digest(event.account, event.region, found.incident, event.contributor)[:32]


def links(event: AlarmEvent) -> tuple[tuple[str, str], ...]:
    """Runbook, dashboard and logs as the description gives them, and the alarm's own page."""
    named = {match[1].lower(): match[2] for match in LINK_LINE.finditer(event.description)}
    home = f"https://{event.region}.console.aws.amazon.com/cloudwatch/home?region={event.region}"
    named["console"] = f"{home}#alarmsV2:alarm/{re.sub(r'[^A-Za-z0-9_.~-]', _dollar, event.name)}"
    return tuple((kind, named[kind]) for kind in ("runbook", "dashboard", "logs", "console") if kind in named)


def _dollar(match: re.Match[str]) -> str:
    """Write a character as the console's links do."""
    return "".join(f"${byte:02X}" for byte in match.group().encode())


def digest(*parts: str) -> str:
    """Hash parts so that no two lists of them run together."""
    return sha256("\0".join(parts).encode()).hexdigest()
