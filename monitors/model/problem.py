"""One thing that is wrong with a spec: what, where, why, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source


class Level(StrEnum):
    """How bad a problem is: an error stops generation, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding. `code` is stable kebab-case (`unknown-key`); `path` is the key path (`functions.load.rules`)."""

    code: str
    message: str
    source: Source
    path: str = ""
    help: str = ""
    width: int = 1
    """Characters to underline from source.column on."""
    secret: bool = False
    """True when the excerpt would show what must not be printed."""
    level: Level = Level.ERROR
