"""A canary's row: how often it runs, whether it passes, how long it takes, what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.canary import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.canary.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Runs, success, duration, failed steps."""
    return (
        _chart(resource, Signal.TRAFFIC, "Runs", "runs", "SuccessPercent", "SampleCount", ("not_running",)),
        _chart(resource, Signal.ERRORS, "Success", "%", "SuccessPercent", "Minimum", ("failing",), maximum=100),
        _chart(resource, Signal.LATENCY, "Duration", "ms", "Duration", "Maximum", ()),
        _chart(resource, Signal.SATURATION, "Failed steps", "steps", "FailedSteps", "Sum", ()),
    )


def console(resource: Resource[Spec], region: str) -> str:
    """The canary's metrics: it is a run of our own runner, not a Synthetics canary."""
    return f"{links.console(region)}/cloudwatch/home?region={region}#metricsV2:namespace={metrics.namespace(resource)}"


def _chart(
    canary: Resource[Spec],
    signal: Signal,
    title: str,
    unit: str,
    name: str,
    statistic: str,
    rules: tuple[str, ...],
    maximum: float | None = None,
) -> Chart:
    tone = Tone.GOOD if signal is Signal.ERRORS else Tone.NEUTRAL
    line = Line(id="run", label=title.lower(), metric=metrics.metric(canary, name, statistic), tone=tone)
    return Chart(signal=signal, title=title, unit=unit, lines=(line,), rules=rules, maximum=maximum)
