"""Synthetic canaries: what goes in, how often, and what must then be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.source import Source

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition after the event went in. `kind` names a module of canaries/checks, which takes the settings."""

    kind: str
    settings: Mapping[str, Any]
    within_seconds: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A scheduled probe of one function, by its key. `every_minutes` is 5 in the operations manual.

    `event` is the text of event.json, "" where the function has none; `event_file` is where it stands or is missed.
    `through` is invoke or trigger. `content` is the text of the object that the event speaks of, `items` what must
    stand in the function's table beforehand.
    """

    name: str
    function: str
    event: str
    event_file: str
    through: str
    every_minutes: int
    timeout_seconds: int
    content: str
    items: tuple[Mapping[str, Scalar], ...]
    checks: tuple[Check, ...]
    engine: str
    runtime: str
    source: Source
