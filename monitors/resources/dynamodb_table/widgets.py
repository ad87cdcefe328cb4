"""A table's row: capacity used, errors, latency by operation, throttles and how full it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.dynamodb_table import metrics

if TYPE_CHECKING:
    from monitors.model.metric import Metric
    from monitors.model.resource import Resource
    from monitors.resources.dynamodb_table.spec import Spec
    from monitors.scope import Scope

OPERATIONS_DRAWN = 4
TONES = (Tone.NEUTRAL, Tone.SECOND, Tone.THIRD, Tone.GOOD)


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation."""
    return _traffic(resource), _errors(resource), _latency(resource), _saturation(resource)


def console(resource: Resource[Spec], region: str) -> str:
    """The table's page, monitoring tab."""
    home = f"{links.console(region)}/dynamodbv2/home?region={region}"
    return f"{home}#table?name={quote(resource.name)}&tab=monitoring"


def _traffic(table: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.TRAFFIC,
        title="Capacity consumed",
        unit="units/min",
        lines=(
            Line(id="reads", label="reads", metric=metrics.metric(table, "ConsumedReadCapacityUnits", "Sum")),
            Line(
                id="writes",
                label="writes",
                metric=metrics.metric(table, "ConsumedWriteCapacityUnits", "Sum"),
                tone=Tone.SECOND,
            ),
        ),
    )


def _errors(table: Resource[Spec]) -> Chart:
    errors = metrics.by_operation(table, "SystemErrors", "Sum")
    refused = metrics.metric(table, "ConditionalCheckFailedRequests", "Sum")
    return Chart(
        signal=Signal.ERRORS,
        title="System errors",
        unit="errors",
        lines=(
            *_hidden(errors),
            Line(id="errors", label="system errors", expression=_sum(errors), tone=Tone.BAD),
            Line(id="refused", label="conditional checks failed (no fault)", metric=refused, right=True),
        ),
        rules=("system_errors",),
    )


def _latency(table: Resource[Spec]) -> Chart:
    latencies = metrics.by_operation(table, "SuccessfulRequestLatency", "p99")
    drawn = list(latencies.items())[:OPERATIONS_DRAWN]
    return Chart(
        signal=Signal.LATENCY,
        title="p99 latency by operation",
        unit="ms",
        lines=tuple(
            Line(id=name, label=name.removeprefix("op_"), metric=metric, tone=TONES[place])
            for place, (name, metric) in enumerate(drawn)
        ),
        rules=("latency_high",),
    )


def _saturation(table: Resource[Spec]) -> Chart:
    provisioned = table.settings.billing == "provisioned"
    events = metrics.throttle_events(table, tuple(sorted(table.settings.indexes)))
    share = metrics.capacity_share(table, 60) if provisioned else ()
    return Chart(
        signal=Signal.SATURATION,
        title="Throttles and use of capacity" if provisioned else "Throttles (on-demand)",
        unit="%" if provisioned else "throttles",
        lines=(
            *(
                Line(
                    id=series.id,
                    label=series.label or series.id,
                    metric=series.metric,
                    expression=series.expression,
                    tone=Tone.WARNING,
                    hidden=not series.returns,
                )
                for series in share
            ),
            *_hidden(events),
            Line(id="throttles", label="throttles", expression=_sum(events), tone=Tone.THROTTLE, right=provisioned),
        ),
        rules=("throttled", "near_capacity"),
    )


def _hidden(inputs: dict[str, Metric]) -> tuple[Line, ...]:
    return tuple(Line(id=name, label=name, metric=metric, hidden=True) for name, metric in inputs.items())


def _sum(inputs: dict[str, Metric]) -> str:
    return " + ".join(f"FILL({name}, 0)" for name in inputs)
