"""The router's row: events through it, its errors and dead letters, how long events wait, signs of life."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.router import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.router.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation; signs of life fifth."""
    return (_traffic(resource), _errors(resource), _latency(resource), _saturation(resource), _life(resource))


def console(resource: Resource[Spec], region: str) -> str:
    """The router's function, monitoring tab."""
    return f"{links.console(region)}/lambda/home?region={region}#/functions/{quote(resource.name)}?tab=monitoring"


def _traffic(router: Resource[Spec]) -> Chart:
    sent = metrics.queue(router, "NumberOfMessagesSent", "Sum")
    return Chart(
        signal=Signal.TRAFFIC,
        title="Alarm events",
        unit="events/min",
        lines=(Line(id="events", label="alarm state changes", metric=sent),),
    )


def _errors(router: Resource[Spec]) -> Chart:
    letters = metrics.dead_letters(router, "ApproximateNumberOfMessagesVisible", "Maximum")
    return Chart(
        signal=Signal.ERRORS,
        title="Errors and dead letters",
        unit="count",
        lines=(
            Line(id="errors", label="errors", metric=metrics.function(router, "Errors", "Sum"), tone=Tone.BAD),
            Line(id="letters", label="dead letters", metric=letters, tone=Tone.WARNING),
        ),
        rules=("errors", "dead_letters"),
    )


def _latency(router: Resource[Spec]) -> Chart:
    age = metrics.queue(router, "ApproximateAgeOfOldestMessage", "Maximum")
    return Chart(
        signal=Signal.LATENCY,
        title="Age of the oldest event",
        unit="s",
        lines=(Line(id="age", label="oldest event", metric=age),),
        rules=("age",),
    )


def _saturation(router: Resource[Spec]) -> Chart:
    waiting = metrics.queue(router, "ApproximateNumberOfMessagesVisible", "Maximum")
    throttles = metrics.function(router, "Throttles", "Sum")
    return Chart(
        signal=Signal.SATURATION,
        title="Events waiting",
        unit="events",
        lines=(
            Line(id="waiting", label="waiting", metric=waiting),
            Line(id="throttles", label="throttles", metric=throttles, tone=Tone.THROTTLE, right=True),
        ),
    )


def _life(router: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.SATURATION,
        title="Heartbeat",
        unit="heartbeats/min",
        lines=(Line(id="beats", label="heartbeats", metric=metrics.heartbeat(router), tone=Tone.GOOD),),
        rules=("heartbeat",),
    )
