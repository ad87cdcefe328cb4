"""Tags of a stack, which CloudFormation hands down to every resource that can carry them."""

from __future__ import annotations

from typing import Any

from watchbill.local.cloudformation.registry import find_providers


def with_stack_tags(kind: str, properties: dict[str, Any], tags: dict[str, str]) -> dict[str, Any]:
    """`properties` with the stack's tags added, the resource's own winning."""
    provider = find_providers()[kind]
    if not tags or "Tags" not in provider.allowed():
        return properties
    own = properties.get("Tags", {} if provider.TAGS_AS_MAP else [])
    if provider.TAGS_AS_MAP:
        return {**properties, "Tags": {**tags, **own}}
    named = {tag["Key"] for tag in own if isinstance(tag, dict)}
    added = [{"Key": key, "Value": value} for key, value in tags.items() if key not in named]
    return {**properties, "Tags": [*own, *added]}
