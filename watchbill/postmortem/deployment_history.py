"""What was deployed in a window, by the stacks' own events."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from watchbill.oncall.moment import aware
from watchbill.oncall.stack import read_stacks_now
from watchbill.postmortem.moment import Moment, Source
from workers.alert_router.change import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.stack import StackNow

READERS = 8
BEGINNINGS = {
    "CREATE_IN_PROGRESS": "being created", "UPDATE_IN_PROGRESS": "being updated", "DELETE_IN_PROGRESS": "being deleted",
}  # fmt: skip


def read_deployments(connection: Connection, service: Service, since: datetime, until: datetime) -> tuple[Moment, ...]:
    """How each change of a stack began and ended, oldest first. Stacks that have not changed since are not asked."""
    stacks = [stack for stack in read_stacks_now(connection, service) if stack.changed >= since]
    with ThreadPoolExecutor(READERS) as readers:
        found = readers.map(lambda stack: list(_events(connection, stack, since)), stacks)
        return tuple(sorted(moment for moments in found for moment in moments if moment.at <= until))


def _events(connection: Connection, stack: StackNow, since: datetime) -> Iterator[Moment]:
    """The newest come first, so that reading ends where the window begins."""
    for event in connection.pages("cloudformation", "describe_stack_events", "StackEvents", StackName=stack.name):
        if aware(event["Timestamp"]) < since:
            return
        yield from _moment(event)


def _moment(event: Mapping[str, Any]) -> Iterator[Moment]:
    """A stack's own steps; of its resources' those that failed, for they say why."""
    at, status, reason = aware(event["Timestamp"]), event["ResourceStatus"], _reason(event)
    name = event["StackName"]
    if event["ResourceType"] == "AWS::CloudFormation::Stack" and event["LogicalResourceId"] == name:
        if words := ENDINGS.get(status) or BEGINNINGS.get(status):
            yield Moment(at=at, source=Source.DEPLOYMENT, subject=name, what=words, detail=reason)
    elif status.endswith("_FAILED"):
        what = f"{event['LogicalResourceId']} failed"
        yield Moment(at=at, source=Source.DEPLOYMENT, subject=name, what=what, detail=reason)


def _reason(event: Mapping[str, Any]) -> str:
    """Empty for the one that says nothing."""
    reason = event.get("ResourceStatusReason") or ""
    return "" if reason == "User Initiated" else reason
