"""moto's statistics of a metric take every series that has the dimensions asked for, among others.

CloudWatch adds nothing up over a dimension left out: a series is known by its exact dimensions.

Alarms read what is put as well; they have a store of their own, which listens here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend, MetricDatumBase

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[str, str, list[dict[str, Any]]], None]

_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Call `listener(region, namespace, data)` for all that PutMetricData accepts from now on; None: nobody."""
    global _listener  # noqa: PLW0603 - moto's state is this process's, too
    _listener = listener


class _Exactly(list[Any]):
    """Dimensions that moto does not take for "any" when there are none."""

    def __bool__(self) -> bool:
        return True


def apply() -> None:
    matches: Any = MetricDatumBase.filter
    statistics: Any = CloudWatchBackend.get_metric_statistics
    put = CloudWatchBackend.put_metric_data

    def put_metric_data(self: Any, namespace: str, metric_data: list[dict[str, Any]]) -> None:
        put(self, namespace, metric_data)
        if _listener is not None:
            _listener(self.region_name, namespace, metric_data)

    def get_metric_statistics(self: Any, *given: Any, dimensions: list[dict[str, str]], **more: Any) -> Any:
        return statistics(self, *given, dimensions=_Exactly(dimensions or []), **more)

    def exactly(
        self: Any, namespace: str | None, name: str | None, dimensions: list[dict[str, str]], present: Any = None
    ) -> bool:
        # ListMetrics does take parts; only GetMetricStatistics asks without a namespace.
        if namespace is None and name is None and present is None and len(dimensions) != len(self.dimensions):
            return False
        return bool(matches(self, namespace, name, dimensions, present))

    CloudWatchBackend.put_metric_data = put_metric_data  # type: ignore[method-assign]
    CloudWatchBackend.get_metric_statistics = get_metric_statistics  # type: ignore[assignment,method-assign]
    MetricDatumBase.filter = exactly  # type: ignore[assignment,method-assign]
