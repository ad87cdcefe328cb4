"""A number in an item that grows by so much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting
from canaries.items import key_of, plain, read_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing


@dataclass(frozen=True, kw_only=True)
class CountChanged(Check):
    """A number in an item differs from before the run by exactly so much; an item that did not exist counts as 0."""

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {"table": ("dynamodb:GetItem",)}

    table: Thing = setting("A table that the function uses.", refers="table")
    partition: str = setting("The item's partition key.")
    sort: str = setting("Its sort key, where the table has one.", default="")
    attribute: str = setting("The number.")
    by: float = setting("How much it must have changed.", default=1)

    def before(self, probe: Context) -> float:
        return self._number(probe)

    def look(self, probe: Context, before: Any) -> Look:
        """One consistent read."""
        now = self._number(probe)
        return Look(
            holds=now - before == self.by,
            expected=f"{self.attribute} {before + self.by:g} ({self.by:+g})",
            got=f"{self.attribute} {now:g} ({now - before:+g})",
        )

    def _number(self, probe: Context) -> float:
        item = read_item(probe, self.table, key_of(self.table, self.partition, self.sort, probe))
        return float(plain(item.get(self.attribute)) or 0)
