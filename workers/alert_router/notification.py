"""What a channel is asked to say: one revision of one incident, complete in itself.

A channel needs nothing else: no table, no AWS call, no other revision. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What the revision means to people. The value is stable: it is stored in the outbox."""

    OPEN = "open"
    UPDATE = "update"
    ACKNOWLEDGE = "acknowledge"
    REMIND = "remind"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One alarm of the incident. `since` is when it entered `state`, epoch seconds by the alarm's own clock.

    `value` and `threshold` are text as the alarm gave them, empty where it gave none (composites, PromQL).
    """

    name: str
    arn: str
    state: str
    since: int
    reason: str = ""
    value: str = ""
    threshold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One revision of one incident. (`incident_id`, `revision`, receiver) is the idempotency key of its delivery."""

    incident_id: str
    """Stable for an episode: from opening to closing."""
    dedup_key: str
    """At most 255 characters, hash based: alarms' names are longer than vendors' keys may be."""
    revision: int
    action: Action
    title: str
    summary: str
    """What is wrong, the value against its threshold, in words."""
    severity: str
    """P1 to P4."""
    priority: str
    """high, medium or low."""
    service: str
    environment: str
    owner: str
    rule: str
    resource: str
    region: str
    account: str
    opened_at: int
    """Epoch seconds, UTC."""
    at: int
    """When what this revision tells happened. Epoch seconds, UTC."""
    members: tuple[Member, ...] = ()
    """The alarms of the group, worst and newest first."""
    links: tuple[tuple[str, str], ...] = ()
    """(runbook | dashboard | logs | console, URL), in the order in which they are useful."""
    details: tuple[tuple[str, str], ...] = ()
