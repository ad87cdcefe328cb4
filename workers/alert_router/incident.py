"""What people are told of as one: the open latches of one service, symptom and audience.

An episode lasts from the first latch that opens to the last that closes (or to a person's word that it is over). It
has its own id, which vendors know it by too: a resolve that comes late, because its channel was down, can only end the
episode that it belongs to, never the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workers.alert_router.fact import Facts
    from workers.alert_router.member import Voice

SHOWN_MAX = 50
"""Members listed in a notification. A storm has more; they are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A member as the incident lists it. `open` tells whether its latch is; times in epoch milliseconds."""

    resource: str
    severity: str
    open: bool
    opened_at: int
    voice: Voice
    headline: str
    links: tuple[tuple[str, str], ...] = ()
    muted_until: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A receiver that was told of the episode, or will be: its row is in the outbox. `why`: route, promotion, …"""

    at: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One group and its present, else last, episode. Times in epoch milliseconds, 0 for never."""

    group_id: str
    service_id: str
    service: str
    environment: str
    owner: str
    rule: str
    priority: str
    account: str
    region: str
    episode: int = 0
    is_open: bool = False
    revision: int = 0
    """Grows with every notification of the group, over all its episodes."""
    severity: str = ""
    opened_at: int = 0
    closed_at: int = 0
    count: int = 0
    """Open latches, the unlisted included."""
    joined: int = 0
    """Latches that have taken part in the episode."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    muted_until: int = 0
    """When the first member is no longer muted."""
    quelled_until: int = 0
    """Until when a mute rule is known to be over all of it, that no event told of."""
    quelled_by: str = ""
    acknowledged_at: int = 0
    acknowledged_by: str = ""
    dismissed_at: int = 0
    """A person said that it is over while alarms were still on. Only a later trip opens it again."""
    told: Mapping[str, Told] = field(default_factory=dict)
    told_at: int = 0
    """When people were last told that it is open: reminders count from here."""
    update_due: int = 0
    """When the last update was to go out, and its revision: what happens until then joins it."""
    update_revision: int = 0
    reminders: int = 0
    untold: str = ""
    """Why nobody has been told yet."""
    withheld: str = ""
    """Why those who were told have not been told of what has happened since."""

    @property
    def incident_id(self) -> str:
        """The present episode's id."""
        return f"wb-{self.group_id}-{self.episode}-{self.opened_at:x}"

    @property
    def symptom(self) -> str:
        """`lambda_function.error_rate_high` → `error rate high`."""
        return self.rule.rpartition(".")[2].replace("_", " ")


def new_incident(found: Facts) -> Incident:
    """A group that nothing has happened to yet."""
    return Incident(
        group_id=found.group_id,
        service_id=found.service_id,
        service=found.service,
        environment=found.environment,
        owner=found.owner,
        rule=found.rule,
        priority=found.priority,
        account=found.account,
        region=found.region,
    )


def group_of(incident_id: str) -> tuple[str, str]:
    """Return the service id and group id of an incident id; raise ValueError for what is none."""
    parts = incident_id.split("-")
    if len(parts) < 3 or parts[0] != "wb":
        raise ValueError(f"not an incident's id: {incident_id[:60]!r}")
    return parts[1], f"{parts[1]}-{parts[2]}"
