"""What must hold within a table's settings, and would be ignored otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.spec.flaw import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    """Capacity belongs to provisioned tables; key attributes differ."""
    for key, table in resources.get("dynamodb_table", {}).items():
        for name in ("read_capacity", "write_capacity"):
            if table.billing == "on_demand" and name in table.model_fields_set:
                yield Flaw(
                    code="capacity-unused",
                    message=f"`{name}` means nothing to a table that is billed on demand",
                    path=("tables", key, name),
                    help="set `billing: provisioned`, or remove it",
                )
        if table.sort_key is not None and table.sort_key.name == table.partition_key.name:
            yield Flaw(
                code="same-key-attribute",
                message=f"partition and sort key are the same attribute, `{table.sort_key.name}`",
                path=("tables", key, "sort_key", "name"),
                help="give the sort key an attribute of its own",
            )
