"""What a template's alarms, dashboards and log metrics cost a month, so that a plan can say what it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors import prices
from watchbill.cloud.template import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchbill.cloud.template import Definition


def cost_of_templates(texts: Iterable[str]) -> float:
    """USD a month at list prices, all templates together: custom metrics are priced in tiers."""
    total, custom = 0.0, 0
    for text in texts:
        for definition in read_template(text).resources.values() if text else ():
            total += _price(definition)
            if definition.type == "AWS::Logs::MetricFilter":
                custom += len(definition.properties.get("MetricTransformations", []))
    return round(total + prices.custom_metrics(custom), 6)


def _price(definition: Definition) -> float:
    match definition.type:
        case "AWS::CloudWatch::Alarm":
            return _alarm(definition.properties)
        case "AWS::CloudWatch::CompositeAlarm":
            return prices.COMPOSITE_ALARM
        case "AWS::CloudWatch::Dashboard":
            return prices.DASHBOARD
        case _:
            return 0.0


def _alarm(properties: Mapping[str, Any]) -> float:
    queries = properties.get("Metrics")
    if not queries:
        return prices.alarm(1, int(properties.get("Period", 60)))
    stats = [query["MetricStat"] for query in queries if "MetricStat" in query]
    bands = sum("ANOMALY_DETECTION_BAND" in query.get("Expression", "") for query in queries)
    period = min((int(stat["Period"]) for stat in stats), default=60)
    return prices.alarm(len(stats), period, bands=bands)
