"""What a kind's own check finds wrong across resources, before it has a place in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """`path` is from the root of the spec (`("queues", "a", "dead_letter_queue")`); its deepest known part is marked."""

    code: str
    message: str
    path: tuple[str | int, ...]
    help: str = ""
