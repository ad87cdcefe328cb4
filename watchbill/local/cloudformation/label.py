"""Tags between their two shapes, and what changed in them."""

from __future__ import annotations

from typing import Any


def as_map(properties: dict[str, Any]) -> dict[str, str]:
    """`Tags` of a template's properties, list or object, as key → value."""
    tags = properties.get("Tags") or {}
    if isinstance(tags, dict):
        return {key: str(value) for key, value in tags.items()}
    return {tag["Key"]: str(tag["Value"]) for tag in tags}


def as_pairs(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Key → value as a list of pairs; some services write the names in lower case."""
    return [{key: name, value: text} for name, text in tags.items()]


def changed(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Tags to set and keys to remove between two sets of properties."""
    before, after = as_map(old), as_map(new)
    added = {key: value for key, value in after.items() if before.get(key) != value}
    return added, [key for key in before if key not in after]
