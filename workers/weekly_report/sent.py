"""What was sent of which week to whom: rows of the incident table, so that no run sends it twice.

A run claims a mailbox before it sends, and notes after it that it did. One that dies in between leaves the claim: the
same event, when Lambda repeats it, and any run after LEASE_SECONDS may take it over. So a report may come twice when a
run dies at the wrong moment, with the same Message-ID; it is never lost for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.alert_router.table import ConflictError, Item, one

if TYPE_CHECKING:
    from workers.alert_router.table import Table
    from workers.weekly_report.week import Week

LEASE_SECONDS = 900
"""More than the function may run."""
KEPT_SECONDS = 400 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send to one mailbox, as stored."""

    item: Item


class Sent:
    """One service's reports. `table` is the alert router's."""

    def __init__(self, table: Table, now: float, run: str) -> None:
        self._table = table
        self._now = now
        self._run = run

    def has(self, week: Week, receiver: str) -> bool:
        return bool(one(self._table, _key(week, receiver)).body.get("sent_at"))

    def claim(self, week: Week, receiver: str) -> Claim | None:
        """None where it was sent, or another run is about to."""
        item = one(self._table, _key(week, receiver))
        held = self._now - item.body.get("claimed_at", 0) < LEASE_SECONDS and item.body.get("run") != self._run
        if item.body.get("sent_at") or held:
            return None
        claimed = self._item(item, {"claimed_at": self._now, "run": self._run})
        try:
            self._table.write([claimed])
        except ConflictError:
            return None
        return Claim(item=claimed)

    def note(self, claim: Claim, provider_id: str) -> None:
        """It went out. A claim that was taken over meanwhile is left to who took it."""
        done = Item(key=claim.item.key, body=claim.item.body, version=claim.item.version + 1)
        self._table.write([self._item(done, {**done.body, "sent_at": self._now, "id": provider_id})])

    def release(self, claim: Claim) -> None:
        """It failed: the next run need not wait to try again."""
        free = Item(key=claim.item.key, body={}, version=claim.item.version + 1)
        self._table.write([self._item(free, {})])

    def _item(self, item: Item, body: dict[str, object]) -> Item:
        return Item(key=item.key, body=body, version=item.version, expires=int(self._now) + KEPT_SECONDS)


def _key(week: Week, receiver: str) -> tuple[str, str]:
    return "report#weekly", f"{week.name}#{receiver}"
