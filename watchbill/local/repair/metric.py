"""moto's statistics of a metric take every series that has the dimensions asked for, among others.

CloudWatch adds nothing up over a dimension left out: a series is known by its exact dimensions.
"""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend, MetricDatumBase


class _Exactly(list[Any]):
    """Dimensions that moto does not take for "any" when there are none."""

    def __bool__(self) -> bool:
        return True


def apply() -> None:
    matches: Any = MetricDatumBase.filter
    statistics: Any = CloudWatchBackend.get_metric_statistics

    def get_metric_statistics(self: Any, *given: Any, dimensions: list[dict[str, str]], **more: Any) -> Any:
        return statistics(self, *given, dimensions=_Exactly(dimensions or []), **more)

    def exactly(
        self: Any, namespace: str | None, name: str | None, dimensions: list[dict[str, str]], present: Any = None
    ) -> bool:
        # ListMetrics does take parts; only GetMetricStatistics asks without a namespace.
        if namespace is None and name is None and present is None and len(dimensions) != len(self.dimensions):
            return False
        return bool(matches(self, namespace, name, dimensions, present))

    CloudWatchBackend.get_metric_statistics = get_metric_statistics  # type: ignore[assignment,method-assign]
    MetricDatumBase.filter = exactly  # type: ignore[assignment,method-assign]
