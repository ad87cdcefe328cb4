"""A YAML document as a tree in which everything knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitors.model.source import Source

Scalar = str | int | float | bool | None
Span = tuple[int, int, int]
"""Line, column (both from 1), and how many characters to underline."""
Path = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Node:
    """A value with the place of itself, of its key in the enclosing mapping, and of the alias that brought it here."""

    value: Scalar | dict[str, Node] | list[Node]
    file: str
    span: Span
    key: Span | None = None
    alias: Span | None = None
    plain: bool = True
    """False for quoted and block scalars: what they say is text, whatever it looks like."""

    @property
    def mapping(self) -> dict[str, Node] | None:
        """The children of a mapping. An empty value counts as an empty mapping: `score-files:`."""
        if isinstance(self.value, dict):
            return self.value
        return {} if self.value is None else None

    @property
    def source(self) -> Source:
        return Source(self.file, self.span[0], self.span[1])

    @property
    def key_source(self) -> Source:
        """Where the key stands, or the value for list items and the root."""
        line, column, _ = self.key or self.span
        return Source(self.file, line, column)

    def child(self, part: str | int) -> Node | None:
        """The child at a key or index, or None."""
        if isinstance(self.value, dict):
            return self.value.get(part) if isinstance(part, str) else None
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None

    def find(self, *path: str | int) -> Node | None:
        """The node at a path, or None."""
        node: Node | None = self
        for part in path:
            node = node.child(part) if node is not None else None
        return node

    def data(self) -> Any:
        """Plain Python data, as a YAML loader would give it."""
        value = self.value
        if isinstance(value, dict):
            return {key: child.data() for key, child in value.items()}
        if isinstance(value, list):
            return [child.data() for child in value]
        return value


def dotted(path: Path) -> str:
    """`("functions", "load", "triggers", 0)` → `functions.load.triggers.0`."""
    return ".".join(map(str, path))
