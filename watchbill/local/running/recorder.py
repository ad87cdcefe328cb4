"""Metrics of what happened, gathered by the minute and put to CloudWatch by PutMetricData."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.local import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchbill.local.cloud import EmbeddedCloud

MINUTE = 60
_DATA_A_CALL, _VALUES_A_DATUM = 1_000, 150  # PutMetricData's limits
Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a metric is known by, and the minute (seconds since the epoch) of these values."""

    namespace: str
    name: str
    dimensions: Dimensions
    unit: str
    minute: int


class Recorder:
    """Thread-safe. Values stay whole (CloudWatch needs them for percentiles), equal ones are counted together."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self._cloud = cloud
        self._values: defaultdict[Series, Counter[float]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def add(
        self,
        namespace: str,
        name: str,
        value: float,
        dimensions: Mapping[str, str] | None = None,
        *,
        unit: str = "Count",
        moment: float | None = None,
        times: int = 1,
    ) -> None:
        """Record `value`, `times` times, in the minute of `moment` (default: now)."""
        when = clock.current().now() if moment is None else moment
        pairs = tuple((dimensions or {}).items())
        series = Series(namespace, name, pairs, unit, int(when // MINUTE) * MINUTE)
        with self._lock:
            self._values[series][round(value, 4)] += times

    def flush(self) -> None:
        """Put what was gathered. A minute may be put in parts: CloudWatch adds them up."""
        with self._lock:
            taken, self._values = self._values, defaultdict(Counter)
        by_namespace: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for series, values in taken.items():
            by_namespace[series.namespace] += _data(series, values)
        client = self._cloud.client("cloudwatch")
        for namespace, data in by_namespace.items():
            for start in range(0, len(data), _DATA_A_CALL):
                client.put_metric_data(Namespace=namespace, MetricData=data[start : start + _DATA_A_CALL])


def _data(series: Series, values: Counter[float]) -> Iterator[dict[str, Any]]:
    pairs = list(values.items())
    for start in range(0, len(pairs), _VALUES_A_DATUM):
        part = pairs[start : start + _VALUES_A_DATUM]
        yield {
            "MetricName": series.name,
            "Dimensions": [{"Name": name, "Value": value} for name, value in series.dimensions],
            "Unit": series.unit,
            "Timestamp": clock.utc(series.minute),
            "Values": [value for value, _ in part],
            "Counts": [float(count) for _, count in part],
        }
