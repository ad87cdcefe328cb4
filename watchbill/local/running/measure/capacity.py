"""What DynamoDB charges for a request: capacity units by its documented sizes, from what passed. Pure."""

from __future__ import annotations

import math
from typing import Any

WRITE_BYTES, READ_BYTES = 1024, 4096
_SCALAR = {
    "S": lambda value: len(value.encode()),
    "N": lambda value: len(value) // 2 + 1,
    "B": len,
}


def item_bytes(item: dict[str, Any]) -> int:
    """Size of an item in DynamoDB's JSON: names and values. Numbers take half a byte a digit."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, inner),) = value.items()
    if kind in _SCALAR:
        return _SCALAR[kind](inner)
    if kind == "M":
        return 3 + item_bytes(inner)
    if kind == "L":
        return 3 + sum(1 + _value_bytes(entry) for entry in inner)
    if kind in ("SS", "NS", "BS"):
        return 3 + sum(_SCALAR[kind[0]](entry) for entry in inner)
    return 1  # BOOL, NULL


def write_units(action: str, given: dict[str, Any], table: str) -> float:
    """Units that a write consumes of `table`; also one that its condition refused. An update's item is unseen: 1."""
    if action == "PutItem":
        return _written(given["Item"])
    if action == "BatchWriteItem":
        entries = given["RequestItems"].get(table, ())
        return sum(_written(entry["PutRequest"]["Item"]) if "PutRequest" in entry else 1 for entry in entries)
    if action == "TransactWriteItems":
        actions = [inner for entry in given["TransactItems"] for inner in entry.values()]
        return 2 * sum(_written(inner.get("Item", {})) for inner in actions if inner["TableName"] == table)
    if action == "BatchExecuteStatement":
        return float(len(given["Statements"]))
    return 1.0 if action in ("UpdateItem", "DeleteItem", "ExecuteStatement") else 0.0


def read_units(action: str, given: dict[str, Any], found: dict[str, Any], table: str) -> float:
    """Units that a read consumes of `table`: half for reads that need not be consistent."""
    share = 1.0 if given.get("ConsistentRead") else 0.5
    if action == "GetItem":
        return share * _blocks(item_bytes(found.get("Item", {})))
    if action in ("Query", "Scan"):
        return share * _blocks(sum(map(item_bytes, found.get("Items", ()))))
    if action == "BatchGetItem":
        asked = given["RequestItems"].get(table, {})
        share = 1.0 if asked.get("ConsistentRead") else 0.5
        items = found.get("Responses", {}).get(table, ())
        missing = max(0, len(asked.get("Keys", ())) - len(items))
        return share * (sum(_blocks(item_bytes(item)) for item in items) + missing)
    if action == "TransactGetItems":
        return 2.0 * len(given["TransactItems"])
    return 0.0


def _written(item: dict[str, Any]) -> int:
    return max(1, math.ceil(item_bytes(item) / WRITE_BYTES))


def _blocks(size: int) -> int:
    return max(1, math.ceil(size / READ_BYTES))
