"""What a template's alarms, dashboards, canaries, router and custom metrics cost a month: what a plan adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generators.canaries.timing import every_minutes
from generators.routing.reconciler import PAYLOAD
from monitors import prices
from monitors.cost import OWNED_BY_AWS
from watchbill.cloud.template import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchbill.cloud.template import Definition

Identity = tuple[str, str, frozenset[tuple[str, str]]]
"""Namespace, name and dimensions of a metric."""


def cost_of_templates(texts: Iterable[str]) -> float:
    """USD a month at list prices, all templates together: custom metrics are priced in tiers."""
    total = 0.0
    custom: set[Identity] = set()
    for text in texts:
        for definition in read_template(text).resources.values() if text else ():
            total += _price(definition)
            custom.update(_custom_metrics(definition))
    return round(total + prices.custom_metrics(len(custom)), 6)


def _custom_metrics(definition: Definition) -> Iterator[Identity]:
    """Those that a log filter makes, and those that an alarm or a chart reads and AWS does not publish."""
    properties = definition.properties
    if definition.type == "AWS::Logs::MetricFilter":
        for made in properties.get("MetricTransformations", []):
            yield made.get("MetricNamespace", ""), made.get("MetricName", ""), frozenset()
    elif definition.type == "AWS::CloudWatch::Alarm":
        stats = [query["MetricStat"] for query in properties.get("Metrics", []) if "MetricStat" in query]
        plain = [properties] if "MetricName" in properties else []
        for read in (*(stat.get("Metric", {}) for stat in stats), *plain):
            if not read.get("Namespace", "AWS/").startswith(OWNED_BY_AWS):
                dimensions = read.get("Dimensions", [])
                yield read["Namespace"], read["MetricName"], frozenset((d["Name"], d["Value"]) for d in dimensions)
    elif definition.type == "AWS::CloudWatch::Dashboard":
        yield from _charted(properties.get("DashboardBody", "{}"))


def _charted(body: Any) -> Iterator[Identity]:
    """Of a dashboard's body, which is text or an Fn::Sub of one: lines are [namespace, name, dimension, value, …]."""
    text = body["Fn::Sub"] if isinstance(body, dict) else body
    for widget in json.loads(text).get("widgets", []):
        for line in widget["properties"].get("metrics", []):
            words = [part for part in line if isinstance(part, str)]
            if words and not words[0].startswith(OWNED_BY_AWS):
                yield words[0], words[1], frozenset(zip(words[2::2], words[3::2], strict=True))


def _price(definition: Definition) -> float:
    match definition.type:
        case "AWS::CloudWatch::Alarm":
            return _alarm(definition.properties)
        case "AWS::CloudWatch::CompositeAlarm":
            return prices.COMPOSITE_ALARM
        case "AWS::CloudWatch::Dashboard":
            return prices.DASHBOARD
        case "AWS::Synthetics::Canary":
            return prices.canary("synthetics", every_minutes(definition.properties["Schedule"]["Expression"]))
        case "AWS::Scheduler::Schedule":
            return _schedule(definition.properties)
        case _:
            return 0.0


def _schedule(properties: Mapping[str, Any]) -> float:
    """By its event, which is what generators/canaries or generators/routing writes, or else nobody's of ours."""
    text = properties.get("Target", {}).get("Input")
    if text == PAYLOAD:
        return prices.router()
    event = json.loads(text) if isinstance(text, str) else None
    if isinstance(event, dict) and "canary" in event:
        return prices.canary("lambda", every_minutes(properties["ScheduleExpression"]))
    return 0.0


def _alarm(properties: Mapping[str, Any]) -> float:
    queries = properties.get("Metrics")
    if not queries:
        return prices.alarm(1, int(properties.get("Period", 60)))
    stats = [query["MetricStat"] for query in queries if "MetricStat" in query]
    bands = sum("ANOMALY_DETECTION_BAND" in query.get("Expression", "") for query in queries)
    period = min((int(stat["Period"]) for stat in stats), default=60)
    return prices.alarm(len(stats), period, bands=bands)
