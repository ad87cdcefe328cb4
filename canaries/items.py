"""Items that a canary needs in the table beforehand. They expire even if the run dies before it removes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canaries.context import Context
    from canaries.definition import Scalar, Thing

EXPIRY_ATTRIBUTE = "expires_at"
KEPT_SECONDS = 24 * 3600


def put_items(probe: Context) -> None:
    """Put the definition's items, this run's words filled in."""
    for item in probe.definition.items:
        put_item(probe, probe.definition.table, {name: to_attribute(value, probe) for name, value in item.items()})


def remove_items(probe: Context) -> None:
    """Remove what `put_item` put in this run."""
    for table, key in probe.kept.pop("items", ()):
        probe.clients("dynamodb").delete_item(TableName=table, Key=key)


def put_item(probe: Context, table: Thing | None, item: dict[str, Any]) -> None:
    """Put one item in DynamoDB's own form. Raises ValueError without a table."""
    if table is None:
        raise ValueError("the canary has items but no table to put them into")
    expires = {EXPIRY_ATTRIBUTE: {"N": str(int(probe.run.started) + KEPT_SECONDS)}}
    keys = [name for name in (table.partition_key, table.sort_key) if name]
    probe.kept.setdefault("items", []).append((probe.text(table.name), {name: item[name] for name in keys}))
    probe.clients("dynamodb").put_item(TableName=probe.text(table.name), Item={**item, **expires})


def to_attribute(value: Scalar, probe: Context) -> dict[str, Any]:
    """A plain value in DynamoDB's form."""
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int | float) else {"S": probe.text(value)}


def key_of(table: Thing, partition: str, sort: str, probe: Context) -> dict[str, Any]:
    """The key of one item, from settings."""
    key = {table.partition_key: {"S": probe.text(partition)}}
    return key | ({table.sort_key: {"S": probe.text(sort)}} if table.sort_key else {})


def read_item(probe: Context, table: Thing, key: dict[str, Any]) -> dict[str, Any]:
    """One item, consistently; empty where there is none."""
    reply = probe.clients("dynamodb").get_item(TableName=probe.text(table.name), Key=key, ConsistentRead=True)
    item: dict[str, Any] = reply.get("Item", {})
    return item


def plain(attribute: dict[str, Any] | None) -> Any:
    """An attribute as a plain value: numbers as numbers, maps and lists as they are."""
    if not attribute:
        return None
    ((kind, value),) = attribute.items()
    return float(value) if kind == "N" else value
