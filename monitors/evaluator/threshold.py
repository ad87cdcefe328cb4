"""Numbers → what each point is: healthy, breaching, missing, or of too few samples to judge."""

from __future__ import annotations

from itertools import repeat
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING

from monitors.evaluator.verdict import BREACHING, HEALTHY, MISSING, TOO_FEW
from monitors.model.alarm import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitors.evaluator.window import Value

_BREACHES: dict[Comparison, Callable[[float, float], bool]] = {
    Comparison.GREATER: gt,
    Comparison.GREATER_OR_EQUAL: ge,
    Comparison.LESS: lt,
    Comparison.LESS_OR_EQUAL: le,
}


def judge(values: Sequence[Value], comparison: Comparison, threshold: float) -> bytes:
    """One code a value, by a fixed threshold. HEALTHY and BREACHING are what False and True are as numbers."""
    breaches = _BREACHES[comparison]
    if None in values:
        return bytes([MISSING if value is None else breaches(value, threshold) for value in values])
    return bytes(map(breaches, values, repeat(threshold)))  # type: ignore[arg-type]


def judge_band(
    values: Iterable[Value], comparison: Comparison, lower: Iterable[Value], upper: Iterable[Value]
) -> bytes:
    """One code a value, by a band. Without the bound that decides, the point counts as missing."""
    below = comparison is not Comparison.ABOVE_BAND
    above = comparison is not Comparison.BELOW_BAND
    codes = bytearray()
    for value, low, high in zip(values, lower, upper, strict=True):
        if value is None or (below and low is None) or (above and high is None):
            codes.append(MISSING)
        else:
            outside = (below and low is not None and value < low) or (above and high is not None and value > high)
            codes.append(BREACHING if outside else HEALTHY)
    return bytes(codes)


def discount(codes: bytes, counts: Iterable[Value], enough: float) -> bytes:
    """`codes` with every point of fewer than `enough` samples marked TOO_FEW."""
    return bytes(
        TOO_FEW if code != MISSING and (count or 0) < enough else code
        for code, count in zip(codes, counts, strict=True)
    )
