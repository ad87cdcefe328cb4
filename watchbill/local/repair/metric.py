"""moto's statistics of a metric take every series that has the dimensions asked for, among others.

CloudWatch adds nothing up over a dimension left out: a series is known by its exact dimensions.
"""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.models import MetricDatumBase


def apply() -> None:
    matches = MetricDatumBase.filter

    def exactly(
        self: Any, namespace: str | None, name: str | None, dimensions: list[dict[str, str]], present: Any = None
    ) -> bool:
        # ListMetrics does take parts; only GetMetricStatistics asks without a namespace.
        if namespace is None and name is None and present is None and len(dimensions) != len(self.dimensions):
            return False
        return matches(self, namespace, name, dimensions, present)

    MetricDatumBase.filter = exactly  # type: ignore[assignment,method-assign]
