"""Metrics and metric math: what an alarm evaluates and a chart draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Dimensions = tuple[tuple[str, str], ...]
"""Sorted (name, value) pairs. CloudWatch identifies a metric by the exact set: leaving one out names another series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One CloudWatch series at one statistic.

    `period` is in seconds; `statistic` is CloudWatch's own text (`Sum`, `Maximum`, `p99`). No unit is ever sent:
    CloudWatch converts nothing, and a wrong unit means no data for ever (facts/cloudwatch.md §1.1).
    """

    namespace: str
    name: str
    dimensions: Dimensions = ()
    statistic: str
    period: int = 60

    def at(self, *, statistic: str | None = None, period: int | None = None) -> Metric:
        """The same series at another statistic or period."""
        return Metric(
            namespace=self.namespace,
            name=self.name,
            dimensions=self.dimensions,
            statistic=statistic or self.statistic,
            period=period or self.period,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One entry of a metric-math set: either a metric or an expression over the other ids.

    In an alarm exactly one series has `returns` set, and all share one period.
    """

    id: str
    metric: Metric | None = None
    expression: str | None = None
    label: str = ""
    returns: bool = False
    period: int | None = None
    """Seconds, of a Metrics Insights query: it has no metric that would say."""

    def __post_init__(self) -> None:
        if (self.metric is None) == (self.expression is None):
            raise ValueError(f"series {self.id!r}: exactly one of metric and expression")


def dimensions(**pairs: str) -> Dimensions:
    """`dimensions(FunctionName="a")` → the sorted tuple that Metric wants."""
    return tuple(sorted(pairs.items()))


def single(metric: Metric, *, id: str = "m1", label: str = "") -> tuple[Series, ...]:  # noqa: A002
    """A set of one metric, returned as it is."""
    return (Series(id=id, metric=metric, label=label, returns=True),)


def combine(
    expression: str,
    metrics: Mapping[str, Metric],
    *,
    id: str = "e1",  # noqa: A002
    label: str = "",
) -> tuple[Series, ...]:
    """An expression over metrics by id; only it is returned."""
    inputs = tuple(Series(id=name, metric=metric) for name, metric in metrics.items())
    return (*inputs, Series(id=id, expression=expression, label=label, returns=True))


def math(expression: str, *, id: str = "e1", label: str = "", **metrics: Metric) -> tuple[Series, ...]:  # noqa: A002
    """`combine` with the metrics named on the spot: `math("100*errors/calls", errors=…, calls=…)`."""
    return combine(expression, metrics, id=id, label=label)
