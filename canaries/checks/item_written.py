"""An item in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting
from canaries.items import key_of, plain, read_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Scalar, Thing


@dataclass(frozen=True, kw_only=True)
class ItemWritten(Check):
    """An item stands in the table, with the values that are named."""

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {"table": ("dynamodb:GetItem",)}

    table: Thing = setting("A table that the function uses.", refers="table")
    partition: str = setting("The item's partition key.")
    sort: str = setting("Its sort key, where the table has one.", default="")
    attributes: Mapping[str, Scalar] = setting("Any other setting: an attribute and its value.", opened=True)

    def look(self, probe: Context, before: Any) -> Look:
        """One consistent read."""
        key = key_of(self.table, self.partition, self.sort, probe)
        item = read_item(probe, self.table, key)
        wanted = {n: probe.text(v) if isinstance(v, str) else v for n, v in self.attributes.items()}
        found = {name: plain(item.get(name)) for name in wanted}
        where = "/".join(value["S"] for value in key.values())
        return Look(
            holds=bool(item) and found == wanted,
            expected=f"an item {where} with {wanted}" if wanted else f"an item {where}",
            got=str(found) if item else "no such item",
        )
