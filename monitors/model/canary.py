"""Synthetic canaries: what is invoked, how often, and what must then be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition after the invocation. `kind` names a check folder of canaries/; `settings` is its JSON text."""

    kind: str
    settings: str
    within_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A scheduled probe of one function. `every_minutes` is 5 in the operations manual."""

    name: str
    function: str
    payload: str
    through: str
    every_minutes: int
    timeout_seconds: int
    checks: tuple[Check, ...]
    source: Source
