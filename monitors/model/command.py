"""Shell commands a person may run while looking into a resource, real names filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`line` is ready to paste; `healthy` says what a good answer looks like. `changes` marks what alters state."""

    title: str
    line: str
    healthy: str
    changes: bool = False
