"""The chart of an incident's first alarm, drawn by CloudWatch: its metrics, its threshold, and when it tripped."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.runtime.client import client

if TYPE_CHECKING:
    from workers.alert_router.notification import Notification

Json = dict[str, Any]

WIDTH, HEIGHT = 720, 300
HOURS = 3
THRESHOLD_COLOUR, TRIP_COLOUR = "#d13212", "#687078"
MAX_METRICS = 100
"""Of one image, by CloudWatch."""


def draw(notification: Notification) -> bytes | None:
    """Return a PNG; None for what has no metrics of its own here (composites, alarms of another Region).

    Raises what boto3 raises: whoever wants a picture must do without one as well.
    """
    member = next(iter(notification.members), None)
    cloudwatch = client("cloudwatch")
    if member is None or notification.region != cloudwatch.meta.region_name:
        return None
    found = cloudwatch.describe_alarms(AlarmNames=[member.name], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    metrics = list(_metrics(found[0])) if found else []
    if not 1 <= len(metrics) <= MAX_METRICS:
        return None
    shown = widget(found[0], metrics, notification)
    image: bytes = cloudwatch.get_metric_widget_image(MetricWidget=json.dumps(shown))["MetricWidgetImage"]
    return image


def widget(alarm: Json, metrics: list[list[Any]], notification: Notification) -> Json:
    """Describe the chart as GetMetricWidgetImage reads it."""
    tripped = datetime.fromtimestamp(notification.opened_at, UTC).isoformat().replace("+00:00", "Z")
    lines: Json = {"vertical": [{"label": "in alarm", "value": tripped, "color": TRIP_COLOUR}]}
    if "Threshold" in alarm:
        lines["horizontal"] = [{"label": "threshold", "value": alarm["Threshold"], "color": THRESHOLD_COLOUR}]
    return {
        "title": notification.title[:255],
        "view": "timeSeries",
        "width": WIDTH,
        "height": HEIGHT,
        "start": f"-PT{HOURS}H",
        "end": "P0D",
        "timezone": "+0000",
        "metrics": metrics,
        "annotations": lines,
    }


def _metrics(alarm: Json) -> list[list[Any]]:
    """The alarm's metric, or those of its expression with what is not shown hidden."""
    if "MetricName" in alarm:
        look = {"stat": alarm.get("Statistic") or alarm.get("ExtendedStatistic"), "period": alarm["Period"]}
        return [[*_name(alarm), look]]
    return [_entry(query) for query in alarm.get("Metrics", ())]


def _entry(query: Json) -> list[Any]:
    look: Json = {"id": query["Id"], "visible": query.get("ReturnData", True)}
    if label := query.get("Label"):
        look["label"] = label
    if "Expression" in query:
        return [
            {**look, "expression": query["Expression"]} | ({"period": query["Period"]} if "Period" in query else {})
        ]
    stat = query["MetricStat"]
    return [*_name(stat["Metric"]), {**look, "stat": stat["Stat"], "period": stat["Period"]}]


def _name(metric: Json) -> list[str]:
    pairs = ((each["Name"], each["Value"]) for each in metric.get("Dimensions", ()))
    return [metric["Namespace"], metric["MetricName"], *(word for pair in pairs for word in pair)]
