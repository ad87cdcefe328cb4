"""Conditions, numbers and durations as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.alarm import Condition


def phrase(condition: Condition) -> str:
    """`error rate > 5 % for 3 of 5 × 1 min`."""
    label = condition.returned.label or _metric_label(condition)
    limit = condition.words or (f"{label} {condition.comparison.symbol} {number(condition.threshold)} {condition.unit}")
    window = f"{condition.datapoints_to_alarm} of {condition.evaluation_periods} × {span(condition.period)}"
    return f"{limit} for {window}"


def _metric_label(condition: Condition) -> str:
    metrics = (series.metric for series in condition.series if series.metric is not None)
    return " and ".join(f"{metric.statistic} of {metric.name}" for metric in metrics)


def number(value: float) -> str:
    """`3600000` → `3,600,000`; `0.50` → `0.5`."""
    return f"{value:,.10g}" if value == int(value) else f"{value:,g}"


def span(seconds: int) -> str:
    """`300` → `5 min`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
