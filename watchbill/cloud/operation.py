"""Follows one operation on a stack through its events, to its end and to the cause of its failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from watchbill.cloud.connection import Connection

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.1, 5.0, 1.4  # seconds: quick for small stacks, easy on the API for large ones
STARTS = ("CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS", "UPDATE_IN_PROGRESS")


class Interrupted(Exception):  # noqa: N818 - the user's wish, not an error
    """The user asked to stop watching. CloudFormation goes on alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One stack event. `own` events are about the stack itself."""

    id: str
    logical_id: str
    type: str
    status: str
    reason: str
    own: bool

    @property
    def starts(self) -> bool:
        return self.own and self.status in STARTS

    @property
    def ends(self) -> bool:
        return self.own and not self.status.endswith("_IN_PROGRESS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The last status of an operation and its events, oldest first."""

    status: str
    events: Sequence[Event]

    @property
    def cause(self) -> Event | None:
        """The failure that all others followed from: the first, unless CloudFormation merely cancelled it."""
        failures = [event for event in self.events if event.status.endswith("_FAILED") and not event.own]
        return next((event for event in failures if "cancelled" not in event.reason.lower()), None)

    @property
    def reason(self) -> str:
        """What the stack itself says, when no resource is to blame."""
        said = [event.reason for event in self.events if event.own and event.reason and not event.starts]
        return said[0] if said else self.status

    @property
    def skipped(self) -> tuple[str, ...]:
        return tuple(event.logical_id for event in self.events if event.status == "DELETE_SKIPPED")


def newest_event(connection: Connection, stack: str) -> str:
    """The id of the latest event, to know later which ones are new; empty for a stack without any."""
    events = connection.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    return str(events[0]["EventId"]) if events else ""


def follow(
    connection: Connection,
    stack_id: str,
    seen: Callable[[Sequence[Event]], None],
    halt: threading.Event,
    *,
    since: str = "",
) -> Ending:
    """Wait for the end of the operation begun after event `since` (or of the latest one), telling `seen` its events.

    Needs the stack's id: a name stops working when the stack is gone. Raises Interrupted once `halt` is set.
    """
    pause, events = FIRST_PAUSE, list[Event]()
    while True:
        if fresh := _fresh(connection, stack_id, events, since):
            events += fresh
            seen(events)
        last = next((event for event in reversed(events) if event.own), None)
        if last is not None and last.ends:
            return Ending(status=last.status, events=events)
        if halt.wait(pause):
            raise Interrupted(stack_id)
        pause = min(pause * GROWTH, LONGEST_PAUSE)


def _fresh(connection: Connection, stack_id: str, known: Sequence[Event], since: str) -> list[Event]:
    """Events not yet known, oldest first, from the operation's start on; empty while it has not started."""
    last = known[-1].id if known else since
    found: list[Event] = []
    for event in _newest_first(connection, stack_id):
        if event.id == last:
            return found[::-1] if known else []
        found.append(event)
        if event.starts and not known:
            return found[::-1]
    return []


def _newest_first(connection: Connection, stack_id: str) -> Iterator[Event]:
    for answer in connection.pages("cloudformation", "describe_stack_events", "StackEvents", StackName=stack_id):
        yield _event(answer)


def _event(answer: Mapping[str, Any]) -> Event:
    return Event(
        id=answer["EventId"],
        logical_id=answer["LogicalResourceId"],
        type=answer.get("ResourceType", ""),
        status=answer["ResourceStatus"],
        reason=answer.get("ResourceStatusReason", ""),
        own=answer.get("PhysicalResourceId") == answer["StackId"],
    )
