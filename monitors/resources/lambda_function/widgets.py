"""A function's row: invocations, failures, duration, concurrency; for stream consumers also how far they are behind."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.lambda_function import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Spec
    from monitors.scope import Scope

PERCENTILES = (("p50", Tone.SECOND), ("p90", Tone.NEUTRAL), ("p99", Tone.THIRD))


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation; iterator age fifth."""
    row = (_traffic(resource), _errors(resource), _latency(resource), _saturation(resource))
    consumes = any(trigger.is_stream for trigger in resource.settings.triggers)
    return (*row, _iterator_age(resource)) if consumes else row


def console(resource: Resource[Spec], region: str) -> str:
    """The function's page, monitoring tab."""
    return f"{links.console(region)}/lambda/home?region={region}#/functions/{quote(resource.name)}?tab=monitoring"


def _traffic(function: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.TRAFFIC,
        title="Invocations",
        unit="invocations/min",
        lines=(Line(id="calls", label="invocations", metric=metrics.invocations(function)),),
        rules=("not_invoked",),
    )


def _errors(function: Resource[Spec]) -> Chart:
    lost = ("DeadLetterErrors", "DestinationDeliveryFailures", "AsyncEventsDropped")
    hidden = (
        Line(id="calls", label="invocations", metric=metrics.invocations(function), hidden=True),
        Line(id="timeouts", label="timed out", metric=metrics.timed_out(function).metric, hidden=True),
        Line(id="kills", label="out of memory", metric=metrics.out_of_memory(function).metric, hidden=True),
        *(
            Line(id=f"lost{i}", label=name, metric=metrics.metric(function, name, "Sum"), hidden=True)
            for i, name in enumerate(lost)
        ),
    )
    return Chart(
        signal=Signal.ERRORS,
        title="Failures",
        unit="%",
        lines=(
            Line(id="errors", label="errors", metric=metrics.errors(function), tone=Tone.WARNING, right=True),
            *hidden,
            Line(id="rate", label="error rate", expression="100 * errors / calls", tone=Tone.BAD),
            Line(
                id="cut",
                label="timed out or out of memory",
                expression="FILL(timeouts, 0) + FILL(kills, 0)",
                tone=Tone.THIRD,
                right=True,
            ),
            Line(
                id="dropped",
                label="dropped or lost",
                expression="FILL(lost0, 0) + FILL(lost1, 0) + FILL(lost2, 0)",
                tone=Tone.SECOND,
                right=True,
            ),
        ),
        rules=(
            "error_rate_high",
            "failing_repeatedly",
            "timed_out",
            "out_of_memory",
            "dead_letters_failing",
            "async_events_dropped",
        ),
    )


def _latency(function: Resource[Spec]) -> Chart:
    timeout = function.settings.timeout_seconds
    return Chart(
        signal=Signal.LATENCY,
        title=f"Duration (timeout {timeout} s)",
        unit="ms",
        lines=(
            *(
                Line(id=name, label=name, metric=metrics.metric(function, "Duration", name), tone=tone)
                for name, tone in PERCENTILES
            ),
            Line(id="timeout", label="timeout", expression=f"TIME_SERIES({timeout * 1000})", tone=Tone.BAD),
        ),
        rules=("duration_near_timeout",),
    )


def _saturation(function: Resource[Spec]) -> Chart:
    reserved = function.settings.reserved_concurrency
    running = metrics.metric(function, "ConcurrentExecutions", "Maximum")
    limit = Line(id="limit", label="reserved", expression=f"TIME_SERIES({reserved})", tone=Tone.BAD)
    return Chart(
        signal=Signal.SATURATION,
        title="Concurrency and throttles",
        unit="executions",
        lines=(
            Line(id="running", label="concurrent executions", metric=running),
            *((limit,) if reserved > 0 else ()),
            Line(id="throttles", label="throttles", metric=metrics.throttles(function), tone=Tone.THROTTLE, right=True),
        ),
        rules=("throttled", "concurrency_near_limit"),
    )


def _iterator_age(function: Resource[Spec]) -> Chart:
    age = metrics.metric(function, "IteratorAge", "Maximum")
    return Chart(
        signal=Signal.LATENCY,
        title="How far behind the stream",
        unit="ms",
        lines=(Line(id="age", label="iterator age", metric=age),),
        rules=("iterator_age_high",),
    )
