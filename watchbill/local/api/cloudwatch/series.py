"""Metric data as alarms read them: by exact series, in order of time, found without a look at any other series.

moto keeps what GetMetricStatistics answers; it scans everything for every question.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import defaultdict
from datetime import UTC, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from monitors.evaluator.sample import Sample, SeriesId
from watchbill.local import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_SECONDS = 15 * 86_400  # as long as CloudWatch keeps minutes
_TIME = itemgetter(0)


class MetricStore:
    """Thread-safe. A series never put has no samples."""

    def __init__(self) -> None:
        self._series: defaultdict[tuple[str, SeriesId], list[Sample]] = defaultdict(list)
        self._puts: defaultdict[tuple[str, SeriesId], int] = defaultdict(int)
        self._lock = threading.Lock()

    def put(self, region: str, namespace: str, data: Sequence[dict[str, Any]]) -> None:
        """Take what PutMetricData accepted."""
        now = clock.current().now()
        with self._lock:
            for datum in data:
                key = region, _identify(namespace, datum)
                samples = self._series[key]
                insort(samples, _sample(datum, now), key=_TIME)
                self._puts[key] += 1
                if now - samples[0].time > 2 * KEPT_SECONDS:
                    del samples[: bisect_left(samples, now - KEPT_SECONDS, key=_TIME)]

    def between(self, region: str, series: SeriesId, begin: float, end: float) -> list[Sample]:
        """Samples stamped from `begin` on and before `end` (seconds UTC), oldest first."""
        with self._lock:
            samples = self._series.get((region, series), [])
            return samples[bisect_left(samples, begin, key=_TIME) : bisect_left(samples, end, key=_TIME)]

    def puts(self, region: str, series: SeriesId) -> int:
        """How often the series was put so far: unchanged means that nothing new came."""
        return self._puts.get((region, series), 0)

    def newest(self, region: str, series: SeriesId) -> float:
        """The time of the newest sample; minus infinity where there is none."""
        samples = self._series.get((region, series))
        return samples[-1].time if samples else float("-inf")

    def clear(self) -> None:
        with self._lock:
            self._series.clear()
            self._puts.clear()


def _identify(namespace: str, datum: dict[str, Any]) -> SeriesId:
    pairs = sorted((pair["Name"], pair["Value"]) for pair in datum.get("Dimensions") or ())
    return SeriesId(namespace, datum["MetricName"], tuple(pairs))


def _sample(datum: dict[str, Any], now: float) -> Sample:
    time = _seconds(datum.get("Timestamp"), now)
    if statistics := datum.get("StatisticValues"):
        count, total, least, most = (float(statistics[key]) for key in ("SampleCount", "Sum", "Minimum", "Maximum"))
        return Sample(time, int(now), count, total, least, most)
    values = [float(value) for value in datum.get("Values") or [datum["Value"]]]
    counts = [float(count) for count in datum.get("Counts") or [1.0] * len(values)]
    pairs = tuple(sorted(zip(values, counts, strict=True)))
    total = sum(value * count for value, count in pairs)
    return Sample(time, int(now), sum(counts), total, pairs[0][0], pairs[-1][0], pairs)


def _seconds(stamp: object, now: float) -> int:
    if not isinstance(stamp, datetime):
        return int(now)
    return int((stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).timestamp())
