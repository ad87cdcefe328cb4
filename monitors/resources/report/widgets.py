"""The report's row: its runs, what failed, how long a run takes, how long a report is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.report import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.report.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation."""
    return (_traffic(resource), _errors(resource), _latency(resource), _saturation(resource))


def console(resource: Resource[Spec], region: str) -> str:
    """The report's function, monitoring tab."""
    return f"{links.console(region)}/lambda/home?region={region}#/functions/{quote(resource.name)}?tab=monitoring"


def _traffic(report: Resource[Spec]) -> Chart:
    runs = metrics.function(report, "Invocations", "Sum")
    return Chart(
        signal=Signal.TRAFFIC, title="Runs", unit="runs/min", lines=(Line(id="runs", label="runs", metric=runs),)
    )


def _errors(report: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.ERRORS,
        title="Errors and dead letters",
        unit="count",
        lines=(
            Line(id="errors", label="errors", metric=metrics.function(report, "Errors", "Sum"), tone=Tone.BAD),
            Line(id="letters", label="dead letters", metric=metrics.dead_letters(report), tone=Tone.WARNING),
        ),
    )


def _latency(report: Resource[Spec]) -> Chart:
    longest = metrics.function(report, "Duration", "Maximum")
    return Chart(
        signal=Signal.LATENCY,
        title="Duration",
        unit="ms",
        lines=(Line(id="longest", label="longest run", metric=longest),),
    )


def _saturation(report: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.SATURATION,
        title="Overdue",
        unit="hours",
        lines=(Line(id="overdue", label="hours overdue", metric=metrics.overdue(report), tone=Tone.WARNING),),
        rules=("not_sent",),
    )
