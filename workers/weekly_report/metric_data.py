"""GetMetricData in as few calls as its quotas allow, reduced as it comes: four weeks of a thousand series are large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workers.weekly_report.week import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    Take = Callable[[str, Sequence[datetime], Sequence[float]], None]

QUERIES_MAX = 500
"""Of one call (GetMetricData, API reference)."""
POINTS_MAX = 100_800
"""Of one answer; the rest comes in further pages."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Queries that belong together: expressions name each other's ids. Ids are unique over all requests."""

    queries: tuple[Json, ...]


def fetch(cloudwatch: Any, requests: Iterable[Request], start: float, end: float, take: Take) -> None:
    """Hand each id's points to `take`, in one or several parts, oldest first."""
    for batch in _batches(requests):
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=batch,
            StartTime=utc(start),
            EndTime=utc(end),
            ScanBy="TimestampAscending",
            MaxDatapoints=POINTS_MAX,
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                take(result["Id"], result["Timestamps"], result["Values"])


def stat(name: str, namespace: str, metric: str, statistic: str, period: int, **dimensions: str) -> Request:
    """One metric by itself."""
    return Request(
        queries=(
            {
                "Id": name,
                "MetricStat": {
                    "Metric": {
                        "Namespace": namespace,
                        "MetricName": metric,
                        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
                    },
                    "Period": period,
                    "Stat": statistic,
                },
                "ReturnData": True,
            },
        )
    )


def _batches(requests: Iterable[Request]) -> Iterator[list[Json]]:
    batch: list[Json] = []
    for request in requests:
        if batch and len(batch) + len(request.queries) > QUERIES_MAX:
            yield batch
            batch = []
        batch += request.queries
    if batch:
        yield batch
