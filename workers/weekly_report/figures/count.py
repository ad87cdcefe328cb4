"""Numbers beside those of the week before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many this week, and how many the week before."""

    now: float
    before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """Seconds on average, None where there is nothing to average; `of` is how many were averaged."""

    now: float | None
    before: float | None
    of: int


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
