"""The weekly report: who gets it and when, and what the service promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`receivers` are names of mail receivers, `weekday` 0 is Monday. Objectives are percent of calls without error:
    `objective` the service's own or None, `objectives` those of functions by key.
    """

    receivers: tuple[str, ...]
    weekday: int
    hour: int
    time_zone: str
    objective: float | None
    objectives: tuple[tuple[str, float], ...]
    source: Source
