"""Shell texts that more than one kind's commands use. They must work in a Linux shell and on a Mac."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.metric import Metric

NOW = '"$(date -u +%FT%TZ)"'
HOUR_AGO = "\"$(date -u -d '1 hour ago' +%FT%TZ 2>/dev/null || date -u -v-1H +%FT%TZ)\""


def last_hour_of(metric: Metric, region: str) -> str:
    """The metric's points of the last hour, by five minutes."""
    dimensions = " ".join(f"Name={name},Value={value}" for name, value in metric.dimensions)
    return (
        f"aws cloudwatch get-metric-statistics --namespace {metric.namespace} --metric-name {metric.name} "
        f"--dimensions {dimensions} --statistics {metric.statistic} --period 300 "
        f"--start-time {HOUR_AGO} --end-time {NOW} --region {region}"
    )
