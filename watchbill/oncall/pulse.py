"""Signs of life: the router's heartbeat and the canaries' last results, in one GetMetricData call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitors.resources.canary import metrics as canary_metrics
from monitors.resources.router import metrics as router_metrics
from watchbill.oncall.moment import aware

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitors.model.metric import Metric
    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection

BACK = timedelta(hours=3)
"""What was silent for longer is told as silent for longer."""
QUERIES_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The newest datapoint of one series: when, and its value."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulses:
    """`heartbeat` is None where there was none within BACK; so is a canary's pulse. Canaries by key."""

    heartbeat: Pulse | None
    canaries: Mapping[str, Pulse | None]


def read_pulses(connection: Connection, plan: Plan, at: datetime) -> Pulses:
    """No call at all for a plan without router and canaries."""
    routers = plan.of_kind("router")
    series = {f"router-{entry.resource.key}": router_metrics.heartbeat(entry.resource) for entry in routers}
    canaries = {entry.resource.key: canary_metrics.success(entry.resource) for entry in plan.of_kind("canary")}
    series |= {f"canary-{key}": metric for key, metric in canaries.items()}
    newest = _newest(connection, series, at)
    beats = [newest.get(f"router-{entry.resource.key}") for entry in routers]
    return Pulses(
        heartbeat=next((beat for beat in beats if beat), None),
        canaries={key: newest.get(f"canary-{key}") for key in canaries},
    )


def _newest(connection: Connection, series: Mapping[str, Metric], at: datetime) -> dict[str, Pulse]:
    names = sorted(series)
    found = {}
    for start in range(0, len(names), QUERIES_MAX):
        piece = names[start : start + QUERIES_MAX]
        pages = (
            connection.client("cloudwatch")
            .get_paginator("get_metric_data")
            .paginate(
                MetricDataQueries=[_query(number, series[name]) for number, name in enumerate(piece)],
                StartTime=at - BACK,
                EndTime=at + timedelta(minutes=1),
                ScanBy="TimestampDescending",
            )
        )
        for page in pages:
            for answer in page["MetricDataResults"]:
                name = piece[int(answer["Id"][1:])]
                if answer["Timestamps"] and name not in found:
                    found[name] = Pulse(at=aware(answer["Timestamps"][0]), value=answer["Values"][0])
    return found


def _query(number: int, metric: Metric) -> dict[str, Any]:
    return {
        "Id": f"m{number}",
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
            },
            "Period": metric.period,
            "Stat": metric.statistic,
        },
    }
