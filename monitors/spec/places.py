"""Where each key path of a loaded spec stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source
    from monitors.spec.tree import Node, Path


class Places:
    """Looks places up in the merged tree, so that ten thousand resources cost no index of their own."""

    __slots__ = ("_root",)

    def __init__(self, root: Node) -> None:
        self._root = root

    def find(self, path: Path) -> Source:
        """Place of the key at a path, or of the nearest enclosing one that was said."""
        node, sought = self._root, path
        for part in sought:
            child = node.child(part)
            if child is None and isinstance(part, str) and part.isdecimal():
                child = node.child(int(part))
            if child is None:
                break
            node = child
        return node.key_source
