"""What people ask of the router, by buttons and webhooks: checked, put on the router's own queue, done from there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
KEY = "watchbill"


class Kind(StrEnum):
    """What a message on the router's queue asks for, beside alarm events."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    WAKE = "wake"
    """Look at these incidents' outbox again."""
    RECONCILE = "reconcile"
    CHANGE = "change"
    """Something was deployed: see change.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Somebody asks something of one incident. `at` is epoch milliseconds."""

    kind: Kind
    incident_id: str
    by: str
    at: int

    def message(self) -> Json:
        """Write it as it goes over the queue."""
        return {KEY: self.kind.value, "incident": self.incident_id, "by": self.by, "at": self.at}


def command(payload: Json) -> Command:
    """Read one from the queue; raise ValueError, KeyError or TypeError."""
    return Command(
        kind=Kind(payload[KEY]), incident_id=str(payload["incident"]), by=str(payload["by"]), at=int(payload["at"])
    )
