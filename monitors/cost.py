"""What a plan costs a month on CloudWatch, line by line, so that it can be summed by rule, kind or resource."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitors import prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitors.model.alarm import Alarm
    from monitors.model.metric import Metric
    from monitors.model.plan import Plan, ResourcePlan

LEFT_OUT = (
    "Not included: log ingestion, storage and Logs Insights scans (by volume), what the functions, streams, queues and "
    "tables cost themselves (a canary's events included), and metrics whose dimensions only their own traffic decides."
)
OWNED_BY_AWS = ("AWS/", "ECS/", "CloudWatchSynthetics")
"""Namespaces whose metrics AWS publishes; any other one's are custom metrics, and billed."""


class Item(StrEnum):
    """What is paid for."""

    ALARM = "alarm"
    COMPOSITE = "composite alarm"
    DASHBOARD = "dashboard"
    CUSTOM_METRIC = "custom metric"
    CANARY = "canary"
    ROUTER = "alert router"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing and its price in USD a month. `rule` and `kind` are empty for what belongs to the whole service."""

    item: Item
    name: str
    rule: str
    kind: str
    resource: str
    units: int
    price: float


@dataclass(frozen=True, slots=True)
class Bill:
    """All lines of one plan."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> float:
        return round(sum(line.price for line in self.lines), 6)

    def of(self, item: Item) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.item is item)

    def by(self, field: str) -> Mapping[str, Sequence[Line]]:
        """Lines by `rule`, `kind`, `resource` or `item`, the dearest group first."""
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            groups[str(getattr(line, field))].append(line)
        return dict(sorted(groups.items(), key=lambda group: (-sum(line.price for line in group[1]), group[0])))


def estimate(plan: Plan, dashboards: Iterable[str] = ()) -> Bill:
    """The bill of a plan. `dashboards` are the names that the generators gave; a plan has no pages yet."""
    lines = [line for entry in plan.resources for line in _alarms(entry)]
    lines += _custom_metrics(plan)
    lines += canary_lines(plan)
    lines += router_lines(plan)
    lines += [
        Line(item=Item.DASHBOARD, name=name, rule="", kind="", resource="", units=1, price=prices.DASHBOARD)
        for name in dashboards
    ]
    return Bill(tuple(lines))


def canary_lines(plan: Plan) -> Iterator[Line]:
    """What running each canary costs, by the engine that the spec has chosen. Its alarms and metrics have lines too."""
    for entry in plan.of_kind("canary"):
        if entry.canary is not None:
            yield Line(
                item=Item.CANARY,
                name=entry.canary.name,
                rule="",
                kind="canary",
                resource=entry.resource.key,
                units=1,
                price=prices.canary(entry.canary.engine, entry.canary.every_minutes),
            )


def router_lines(plan: Plan) -> Iterator[Line]:
    """What the alert router costs while nothing happens; its messages come on top, and are few."""
    for entry in plan.of_kind("router"):
        yield Line(
            item=Item.ROUTER,
            name=entry.resource.name,
            rule="",
            kind="router",
            resource=entry.resource.key,
            units=1,
            price=prices.router(),
        )


def canary_engines(plan: Plan) -> Mapping[str, float]:
    """What running all canaries would cost by each engine; empty where there are none."""
    canaries = [entry.canary for entry in plan.of_kind("canary") if entry.canary is not None]
    engines = prices.ENGINES if canaries else ()
    return {engine: round(sum(prices.canary(engine, one.every_minutes) for one in canaries), 2) for engine in engines}


def price_of(alarm: Alarm) -> float:
    """One metric alarm's price: by the metrics it reads, not by the alarm."""
    return prices.alarm(_metrics(alarm), alarm.condition.period, bands=_bands(alarm))


def _metrics(alarm: Alarm) -> int:
    return sum(series.metric is not None for series in alarm.condition.series)


def _bands(alarm: Alarm) -> int:
    return sum("ANOMALY_DETECTION_BAND" in (series.expression or "") for series in alarm.condition.series)


def _alarms(entry: ResourcePlan) -> Iterator[Line]:
    for alarm in entry.alarms:
        yield Line(
            item=Item.ALARM,
            name=alarm.name,
            rule=alarm.rule,
            kind=alarm.kind,
            resource=alarm.resource,
            units=_metrics(alarm),
            price=price_of(alarm),
        )
    for composite in entry.composites:
        yield Line(
            item=Item.COMPOSITE,
            name=composite.name,
            rule=composite.rule,
            kind=composite.kind,
            resource=composite.resource,
            units=1,
            price=prices.COMPOSITE_ALARM,
        )


def _custom_metrics(plan: Plan) -> Iterator[Line]:
    """Each distinct one once, told to the rule and resource that read it first. The tiers make later ones cheaper."""
    seen: set[tuple[object, ...]] = set()
    for entry in plan.resources:
        for metric, rule in _read_metrics(entry):
            identity = (metric.namespace, metric.name, metric.dimensions)
            if metric.namespace.startswith(OWNED_BY_AWS) or identity in seen:
                continue
            seen.add(identity)
            yield Line(
                item=Item.CUSTOM_METRIC,
                name=f"{metric.namespace} {metric.name}",
                rule=rule,
                kind=entry.resource.kind,
                resource=entry.resource.key,
                units=1,
                price=prices.custom_metrics(len(seen)) - prices.custom_metrics(len(seen) - 1),
            )


def _read_metrics(entry: ResourcePlan) -> Iterator[tuple[Metric, str]]:
    """Every metric that is read, with the rule that reads it; charts have none."""
    for alarm in entry.alarms:
        yield from ((series.metric, alarm.rule) for series in alarm.condition.series if series.metric is not None)
    yield from ((log_metric.metric, "") for log_metric in entry.log_metrics)
    for chart in entry.row.charts if entry.row else ():
        yield from ((line.metric, "") for line in chart.lines if line.metric is not None)
