"""Merging located trees: nearest wins, every leaf keeps its own place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.spec.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterable


def merge(far: Node, near: Node) -> Node:
    """`near` over `far`: mappings merge key by key, anything else replaces. A merged one stands where `near` does."""
    if not isinstance(far.value, dict) or not isinstance(near.value, dict):
        return near
    if not far.value:
        return near
    merged = dict(far.value)
    for key, child in near.value.items():
        below = merged.get(key)
        merged[key] = child if below is None else merge(below, child)
    return Node(merged, near.file, near.span, near.key, near.alias)


def patch(base: Node, overlay: Node) -> Node:
    """`overlay` over `base`, as merge; but what stands in both is said to stand where the base has it."""
    if not isinstance(base.value, dict) or not isinstance(overlay.value, dict):
        return overlay if overlay.value is not None or not isinstance(base.value, dict) else base
    if not overlay.value:
        return base
    merged = dict(base.value)
    for key, child in overlay.value.items():
        below = merged.get(key)
        merged[key] = child if below is None else patch(below, child)
    return Node(merged, base.file, base.span, base.key, base.alias)


def merge_all(layers: Iterable[Node | None]) -> Node | None:
    """Layers from the farthest to the nearest, as one tree; None where no layer says anything."""
    result: Node | None = None
    for layer in layers:
        if layer is not None and isinstance(layer.value, dict):
            result = layer if result is None else merge(result, layer)
    return result
