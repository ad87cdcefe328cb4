"""Statistics: from what was published in a window to one number. CloudWatch's names are parsed once, here.

CloudWatch does not publish how it interpolates percentiles; the nearest rank is used, which is always a value seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, floor, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Weighted = tuple[float, float]
"""A value and how often it was seen."""
Values = tuple[Weighted, ...]


class Kind(StrEnum):
    """The statistics, by what must be kept of a window to compute them."""

    SAMPLE_COUNT = "SampleCount"
    SUM = "Sum"
    AVERAGE = "Average"
    MINIMUM = "Minimum"
    MAXIMUM = "Maximum"
    PERCENTILE = "p"
    TRIMMED_MEAN = "TM"
    TRIMMED_COUNT = "TC"
    TRIMMED_SUM = "TS"
    WINSORIZED_MEAN = "WM"
    PERCENTILE_RANK = "PR"


@dataclass(frozen=True, slots=True)
class Statistic:
    """`low` and `high` bound the values: shares of the samples (0–1) where `by_rank`, else values themselves."""

    kind: Kind
    low: float = 0.0
    high: float = 1.0
    by_rank: bool = True

    @property
    def needs_values(self) -> bool:
        """True when count, sum, minimum and maximum do not suffice."""
        return self.kind not in _SIMPLE

    @property
    def enough_samples(self) -> float:
        """Below this count a percentile is too uncertain to judge (documented); 0 for other statistics."""
        if self.kind is not Kind.PERCENTILE:
            return 0.0
        share = self.high if self.high < 0.5 else 1 - self.high
        return 10 / share if share > 0 else 0.0

    def of(self, seen: Sequence[Weighted]) -> float | None:
        """The statistic of all weighted values of a window; None where nothing is left to compute it from."""
        return self.of_ordered(sorted(seen))

    def of_ordered(self, ordered: list[Weighted]) -> float | None:
        """The same, of values in ascending order already."""
        if not ordered:
            return None
        if ordered[0][0] == ordered[-1][0] and self.kind is Kind.PERCENTILE:
            return ordered[0][0]
        if self.kind is Kind.PERCENTILE:
            return _at_rank(ordered, self.high)
        if self.kind is Kind.PERCENTILE_RANK:
            inside = sum(weight for value, weight in ordered if self.low < value <= self.high)
            return 100 * inside / sum(weight for _, weight in ordered)
        kept = self._kept(ordered)
        count = sum(weight for _, weight in kept)
        if self.kind is Kind.TRIMMED_COUNT:
            return count
        total = sum(value * weight for value, weight in kept)
        if self.kind is Kind.TRIMMED_SUM:
            return total
        return total / count if count else None

    def of_equal(self, ordered: list[float], weight: float) -> float | None:
        """The same where every value was seen `weight` times, a whole number; most series are so, and it is fast."""
        if not ordered or not self.by_rank or self.kind is Kind.PERCENTILE_RANK:
            return self.of_ordered([(value, weight) for value in ordered])
        size = len(ordered) * weight
        if self.kind is Kind.PERCENTILE:
            return ordered[ceil(max(1, ceil(round(self.high * size, 9))) / weight) - 1]
        if weight != 1:
            return self.of_ordered([(value, weight) for value in ordered])
        first, last = floor(round(size * self.low, 9)), ceil(round(size * self.high, 9))
        kept = ordered[first:last]
        if self.kind is Kind.TRIMMED_COUNT:
            return float(len(kept))
        total = sum(kept)
        if self.kind is Kind.WINSORIZED_MEAN and kept:
            return (total + kept[0] * first + kept[-1] * (size - last)) / size
        return total if self.kind is Kind.TRIMMED_SUM else total / len(kept) if kept else None

    def _kept(self, ordered: list[Weighted]) -> list[Weighted]:
        if not self.by_rank:
            if self.kind is Kind.WINSORIZED_MEAN:
                return [(min(max(value, self.low), self.high), weight) for value, weight in ordered]
            return [(value, weight) for value, weight in ordered if self.low < value <= self.high]
        size = sum(weight for _, weight in ordered)
        first, last = floor(round(size * self.low, 9)), ceil(round(size * self.high, 9))
        kept, passed = [], 0.0
        for value, weight in ordered:
            inside = min(passed + weight, last) - max(passed, first)
            passed += weight
            if inside > 0:
                kept.append((value, inside))
        if self.kind is Kind.WINSORIZED_MEAN and kept:
            kept.append((kept[0][0], float(first)))
            kept.append((kept[-2][0], size - last))
        return kept


_SIMPLE = frozenset({Kind.SAMPLE_COUNT, Kind.SUM, Kind.AVERAGE, Kind.MINIMUM, Kind.MAXIMUM})
_SHORT = re.compile(r"(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{1,10})?|100)", re.IGNORECASE)
_LONG = re.compile(r"(TM|TC|TS|WM|PR)\((-?[\d.]+%?)?:(-?[\d.]+%?)?\)", re.IGNORECASE)


@lru_cache(maxsize=256)
def parse(text: str) -> Statistic:
    """`Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM`. Raises ValueError for anything else."""
    for kind in _SIMPLE:
        if text == kind.value:
            return Statistic(kind)
    if text.upper() == "IQM":
        return Statistic(Kind.TRIMMED_MEAN, 0.25, 0.75)
    if match := _SHORT.fullmatch(text):
        name, share = match.groups()
        return Statistic(Kind.PERCENTILE if name in "pP" else Kind(name.upper()), 0.0, float(share) / 100)
    if match := _LONG.fullmatch(text):
        return _bounded(text, Kind(match[1].upper()), match[2], match[3])
    raise ValueError(f"{text!r} is not a CloudWatch statistic; examples: Sum, Average, p99, tm95, TM(10%:90%), IQM")


def _bounded(text: str, kind: Kind, low: str | None, high: str | None) -> Statistic:
    given = [bound for bound in (low, high) if bound]
    shares = {bound.endswith("%") for bound in given}
    if len(shares) != 1:
        raise ValueError(f"{text!r}: both bounds are percentages or both are values")
    by_rank = shares.pop()
    if by_rank and kind is Kind.PERCENTILE_RANK:
        raise ValueError(f"{text!r}: PR takes values, not percentages")
    scale = 100.0 if by_rank else 1.0
    least = float(low.rstrip("%")) / scale if low else (0.0 if by_rank else -inf)
    most = float(high.rstrip("%")) / scale if high else (1.0 if by_rank else inf)
    if least >= most:
        raise ValueError(f"{text!r}: the lower bound must lie below the upper one")
    return Statistic(kind, least, most, by_rank)


def _at_rank(ordered: list[Weighted], share: float) -> float:
    rank = max(1, ceil(round(share * sum(weight for _, weight in ordered), 9)))
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= rank:
            return value
    return ordered[-1][0]
