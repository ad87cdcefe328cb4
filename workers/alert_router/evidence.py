"""What the canary runner left of its last failure, told with the alarm that it led to: step, expected, got, trace.

The runner writes `canary#<alarm>`, `failure` (canaries/memory.py) into this table before its alarm can trip. What
cannot be read is left out: an alert without evidence is better than none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from incidents.latch import ALARM
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workers.alert_router.notification import Notification
    from workers.alert_router.table import Key, Table

RULE = "canary.failing"
NAMED_MAX = 3
"""Of an incident's canaries; more do not fit into a message."""


def failure_key(alarm: str) -> Key:
    return f"canary#{alarm}", "failure"


def with_evidence(told: Notification, table: Table) -> Notification:
    """The notification with what its canaries' last failures say; as it is for any other rule, and once resolved."""
    if told.rule != RULE or told.action is Action.RESOLVE:
        return told
    failing = [member.name for member in told.members if member.state == ALARM][:NAMED_MAX]
    try:
        found = table.get([failure_key(name) for name in failing])
    except Exception:  # noqa: BLE001 - fail open: the alert itself must go out
        return told
    failures = [item.body for name in failing if (item := found.get(failure_key(name)))]
    details = [detail for failure in failures for detail in _details(failure, named=len(failing) > 1)]
    links = tuple((kind, str(url)) for failure in failures[:1] for kind, url in failure.get("links", {}).items())
    kinds = {kind for kind, _ in links}
    kept = tuple(link for link in told.links if link[0] not in kinds)
    return replace(told, details=(*details, *told.details), links=(*links, *kept))


def _details(failure: Mapping[str, Any], *, named: bool) -> Iterator[tuple[str, str]]:
    """Each with the canary's name before it where the incident has several."""
    before = f"{failure['canary']}: " if named else ""
    for name in ("step", "expected", "got"):
        yield f"{before}{'failed step' if name == 'step' else name}", str(failure[name])
    yield f"{before}run", f"{failure['moment']}, trace {failure['trace_id']}"
