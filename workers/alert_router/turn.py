"""Whose turn it is: each receiver's clock in the table, which all processes move on call by call."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from workers.alert_router.table import ConflictError, Item, Table, one

if TYPE_CHECKING:
    from workers.alert_router.pace import Pace

DAY = 24 * 3600
RACES = 8


class Paces(Protocol):
    """How fast each receiver may be told."""

    def pace(self, receiver: str) -> Pace: ...
    def pace_key(self, receiver: str) -> str:
        """Receivers with the same key share a clock."""


class Turns:
    """The clocks of one table. Times in epoch milliseconds."""

    def __init__(self, table: Table, paces: Paces) -> None:
        self._table = table
        self._paces = paces

    def take(self, receiver: str, now: int) -> int:
        """Reserve a call by the receiver's pace; return 0, or the milliseconds to wait when there is none now."""
        pace = self._paces.pace(receiver)
        for _ in range(RACES):
            item = self._item(receiver)
            clock, wait = pace.reserve(float(item.body.get("clock", 0)), now)
            if wait:
                return wait
            try:
                self._table.write([replace(item, body={"clock": clock}, expires=now // 1000 + DAY)])
            except ConflictError:
                continue
            return 0
        return 1000

    def hold_back(self, receiver: str, until: int) -> None:
        """The vendor said when it wants to hear again: nothing goes to that receiver before."""
        pace, item = self._paces.pace(receiver), self._item(receiver)
        clock = max(float(item.body.get("clock", 0)), until + (pace.burst - 1) * pace.interval)
        with contextlib.suppress(ConflictError):
            self._table.write([replace(item, body={"clock": clock}, expires=until // 1000 + DAY)])

    def _item(self, receiver: str) -> Item:
        return one(self._table, (f"pace#{self._paces.pace_key(receiver)}", "pace"))
