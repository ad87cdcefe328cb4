"""An item that changes."""

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
class ItemUpdated(Check):
    """An attribute of an item has another value than before the run; an item that did not exist counts as none."""

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {"table": ("dynamodb:GetItem",)}

    table: Thing = setting("A table that the function uses.", refers="table")
    partition: str = setting("The item's partition key.")
    sort: str = setting("Its sort key, where the table has one.", default="")
    attribute: str = setting("The attribute that must change.")

    def before(self, probe: Context) -> Any:
        return plain(self._item(probe).get(self.attribute))

    def look(self, probe: Context, before: Any) -> Look:
        """One consistent read."""
        now = plain(self._item(probe).get(self.attribute))
        return Look(
            holds=now is not None and now != before,
            expected=f"another {self.attribute} than {before}",
            got=f"{self.attribute} {now}",
        )

    def _item(self, probe: Context) -> dict[str, Any]:
        return read_item(probe, self.table, key_of(self.table, self.partition, self.sort, probe))
