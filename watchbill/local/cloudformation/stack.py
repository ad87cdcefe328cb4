"""What is remembered of a stack: its template, parameters, resources, outputs, events and change sets."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.cloudformation.changeset import ChangeSet
    from watchbill.local.cloudformation.template import Template

STACK_TYPE = "AWS::CloudFormation::Stack"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Resource:
    """A resource that exists, or is on its way in or out."""

    logical_id: str
    type: str
    definition: dict[str, Any]
    physical_id: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    status: str = ""
    reason: str = ""
    updated: datetime = field(default_factory=now)
    drift: str = "NOT_CHECKED"
    drift_checked: datetime | None = None

    @property
    def exists(self) -> bool:
        return bool(self.physical_id) and self.status != "DELETE_COMPLETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """What a stack is, or is to become."""

    template: Template
    parameters: dict[str, str]
    tags: dict[str, str]
    capabilities: tuple[str, ...] = ()


_listener: Callable[[Stack], None] | None = None


def listen(listener: Callable[[Stack], None] | None) -> None:
    """Call `listener(stack)` whenever a stack of this process enters a status from now on; None: nobody."""
    global _listener  # noqa: PLW0603 - one cloud a process
    _listener = listener


@dataclass(slots=True, kw_only=True)
class Stack:
    """One stack. Everything but the constants is read and written under `lock`."""

    name: str
    id: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    status: str = "REVIEW_IN_PROGRESS"
    reason: str = ""
    desired: Desired | None = None
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[dict[str, str]] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    change_set_id: str = ""
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None
    role: str = ""
    notification_arns: list[str] = field(default_factory=list)
    protected: bool = False
    drift: str = "NOT_CHECKED"
    drift_checked: datetime | None = None
    unfinished: list[Callable[[], None]] = field(default_factory=list)
    """Steps of a rollback that failed, for ContinueUpdateRollback; the failed one first."""

    @property
    def in_progress(self) -> bool:
        return self.status.endswith("IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def become(self, status: str, reason: str = "") -> None:
        """Enter `status` and write the event that says so."""
        with self.lock:
            self.status, self.reason = status, reason
            self._event(self.name, self.id, STACK_TYPE, status, reason)
        if _listener is not None:
            _listener(self)

    def mark(self, resource: Resource, status: str, reason: str = "", physical_id: str | None = None) -> None:
        """Put a resource into `status` with its event; `physical_id` when the event is about a former incarnation."""
        with self.lock:
            if physical_id is None:
                resource.status, resource.reason, resource.updated = status, reason, now()
            shown = resource.physical_id if physical_id is None else physical_id
            self._event(resource.logical_id, shown, resource.type, status, reason)

    def _event(self, logical_id: str, physical_id: str, kind: str, status: str, reason: str) -> None:
        event = {
            "StackId": self.id,
            "StackName": self.name,
            "EventId": str(uuid.uuid4()),
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": kind,
            "Timestamp": now(),
            "ResourceStatus": status,
        }
        self.events.append(event | ({"ResourceStatusReason": reason} if reason else {}))

    def exports(self) -> dict[str, str]:
        return {o["ExportName"]: o["OutputValue"] for o in self.outputs if "ExportName" in o}


class StackBook:
    """All stacks of one region, deleted ones included, oldest first."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.stacks: list[Stack] = []

    def find(self, name_or_id: str) -> Stack | None:
        """By ARN any stack, by name only one that is not deleted."""
        with self.lock:
            for stack in reversed(self.stacks):
                alive = stack.status != "DELETE_COMPLETE"
                if stack.id == name_or_id or (stack.name == name_or_id and alive):
                    return stack
        return None

    def enter(self, stack: Stack) -> bool:
        """Add a new stack, unless its name was taken meanwhile."""
        with self.lock:
            if self.find(stack.name) is not None:
                return False
            self.stacks.append(stack)
            return True

    def alive(self) -> list[Stack]:
        with self.lock:
            return [stack for stack in self.stacks if stack.status != "DELETE_COMPLETE"]

    def exporter(self, export: str) -> Stack | None:
        return next((stack for stack in self.alive() if export in stack.exports()), None)

    def importers(self, export: str) -> list[str]:
        return [stack.name for stack in self.alive() if export in stack.imports]
