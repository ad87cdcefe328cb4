"""What must hold between queues and their dead-letter queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.spec.flaw import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.resources.sqs_queue.spec import Spec


def check(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    """Dead letters go in no circle, and FIFO queues to FIFO queues."""
    queues: Mapping[str, Spec] = resources.get("sqs_queue", {})
    for key, queue in queues.items():
        path = ("queues", key, "dead_letter_queue")
        circle = _circle(key, queues)
        if circle and key == min(circle):
            way = "to itself" if len(circle) == 1 else f"in a circle: {' → '.join((*circle, key))}"
            yield Flaw(
                code="dead-letter-circle",
                message=f"`{key}` sends its dead letters {way}",
                path=path,
                help="a message that keeps failing must come to rest somewhere",
            )
        target = queues.get(queue.dead_letter_queue or "")
        if target is not None and target.fifo != queue.fifo:
            kind = "FIFO" if queue.fifo else "standard"
            yield Flaw(
                code="dead-letter-fifo",
                message=f"the dead-letter queue of a {kind} queue must be {kind} too",
                path=path,
                help=f"set `fifo: {str(queue.fifo).lower()}` on `{queue.dead_letter_queue}`",
            )


def _circle(start: str, queues: Mapping[str, Spec]) -> tuple[str, ...]:
    """The queues on the way from `start` back to it; empty where the way ends or runs into another circle."""
    way = [start]
    while (queue := queues.get(way[-1])) is not None and queue.dead_letter_queue is not None:
        if queue.dead_letter_queue == start:
            return tuple(way)
        if queue.dead_letter_queue in way:
            return ()
        way.append(queue.dead_letter_queue)
    return ()
