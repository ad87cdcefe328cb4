"""A queue's row: messages through it, what came back or was given up, how long the oldest waits, how many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.sqs_queue import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.sqs_queue.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation."""
    return _traffic(resource), _errors(resource, scope), _latency(resource), _saturation(resource)


def console(resource: Resource[Spec], region: str) -> str:
    """The list of queues, filtered: a queue's own page needs the account's number."""
    return f"{links.console(region)}/sqs/v3/home?region={region}#/queues?prefix={quote(resource.name)}"


def _traffic(queue: Resource[Spec]) -> Chart:
    counts = (("Sent", Tone.NEUTRAL), ("Received", Tone.SECOND), ("Deleted", Tone.GOOD))
    return Chart(
        signal=Signal.TRAFFIC,
        title="Messages",
        unit="messages/min",
        lines=tuple(
            Line(
                id=f"m{name}",
                label=name.lower(),
                metric=metrics.metric(queue, f"NumberOfMessages{name}", "Sum"),
                tone=tone,
            )
            for name, tone in counts
        ),
        rules=("nothing_sent",),
    )


def _errors(queue: Resource[Spec], scope: Scope) -> Chart:
    """A queue's failures are messages that come back, and what lies in its dead-letter queue: its own, if it is one."""
    key = queue.settings.dead_letter_queue
    letters = queue if metrics.is_dead_letter_queue(queue, scope) else scope.get("sqs_queue", key) if key else None
    received = metrics.metric(queue, "NumberOfMessagesReceived", "Sum")
    deleted = metrics.metric(queue, "NumberOfMessagesDeleted", "Sum")
    dead = (
        (Line(id="dead", label=f"in {letters.key}", metric=metrics.visible(letters), tone=Tone.BAD),) if letters else ()
    )
    return Chart(
        signal=Signal.ERRORS,
        title="Dead letters and returns" if letters else "Returns",
        unit="messages",
        lines=(
            *dead,
            Line(id="received", label="received", metric=received, hidden=True),
            Line(id="deleted", label="deleted", metric=deleted, hidden=True),
            Line(
                id="returned",
                label="received, not deleted, a minute",
                expression="IF(received > FILL(deleted, 0), received - FILL(deleted, 0), 0)",
                tone=Tone.WARNING,
            ),
        ),
        rules=("dead_letters_waiting",),
    )


def _latency(queue: Resource[Spec]) -> Chart:
    age = metrics.metric(queue, "ApproximateAgeOfOldestMessage", "Maximum")
    return Chart(
        signal=Signal.LATENCY,
        title="Age of the oldest message",
        unit="s",
        lines=(Line(id="age", label="oldest message", metric=age),),
        rules=("oldest_message_too_old",),
    )


def _saturation(queue: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.SATURATION,
        title="Depth",
        unit="messages",
        lines=(
            Line(id="waiting", label="visible", metric=metrics.visible(queue)),
            Line(id="held", label="in flight", metric=metrics.in_flight(queue), tone=Tone.SECOND),
        ),
        rules=("depth_growing", "in_flight_near_limit"),
    )
