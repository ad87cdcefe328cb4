"""Values read from a text, whose mappings know where their keys stand."""

from __future__ import annotations

from typing import Any

from monitors.model.errors import WatchbillError
from monitors.model.source import Source


class Located(dict[str, Any]):
    """A mapping that remembers its own place and those of its keys, as (line, column) from 1."""

    __slots__ = ("place", "places")

    def __init__(self, place: tuple[int, int]) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, tuple[int, int]] = {}

    def source(self, file: str, key: str | None = None) -> Source:
        return Source(file, *self.places.get(key or "", self.place))


class UnreadableError(WatchbillError):
    """The text is neither JSON nor YAML. `source` is where reading stopped."""

    def __init__(self, message: str, source: Source) -> None:
        super().__init__(f"{source}: {message}")
        self.message = message
        self.source = source
