"""A change set: what executing it would do to every resource, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from watchbill.local.cloudformation.stack import Desired, now

if TYPE_CHECKING:
    from datetime import datetime

    from watchbill.local.cloudformation.life import Life

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a change set."""

    action: Literal["Add", "Import", "Modify", "Remove"]
    logical_id: str
    type: str
    physical_id: str = ""
    replacement: Literal["True", "False", "Conditional", ""] = ""
    scope: tuple[str, ...] = ()
    details: tuple[dict[str, Any], ...] = ()
    policy: str = ""
    before: str = ""
    after: str = ""

    def shown(self, *, with_values: bool) -> dict[str, Any]:
        """As DescribeChangeSet answers; `with_values` is its IncludePropertyValues."""
        change: dict[str, Any] = {
            "Action": self.action,
            "LogicalResourceId": self.logical_id,
            "ResourceType": self.type,
            "Scope": list(self.scope),
            "Details": [_detail(detail, with_values=with_values) for detail in self.details],
        }
        optional = {"PhysicalResourceId": self.physical_id, "Replacement": self.replacement}
        optional["PolicyAction"] = self.policy
        if with_values:
            optional |= {"BeforeContext": self.before, "AfterContext": self.after}
        change |= {name: value for name, value in optional.items() if value}
        return {"Type": "Resource", "ResourceChange": change}


@dataclass(slots=True, kw_only=True)
class ChangeSet:
    """A change set of one stack. `refusal` says why it is FAILED."""

    name: str
    id: str
    kind: Literal["CREATE", "UPDATE"]
    desired: Desired
    changes: list[Change]
    life: Life = field(default_factory=dict)
    """What the stack is to be taken to hold when this is executed."""
    refusal: str = ""
    description: str = ""
    on_failure: str = ""
    notification_arns: list[str] = field(default_factory=list)
    role: str = ""
    execution: str = "AVAILABLE"
    created: datetime = field(default_factory=now)

    @property
    def status(self) -> str:
        return "FAILED" if self.refusal else "CREATE_COMPLETE"

    @property
    def execution_status(self) -> str:
        return "UNAVAILABLE" if self.refusal else self.execution


def _detail(detail: dict[str, Any], *, with_values: bool) -> dict[str, Any]:
    if with_values:
        return detail
    target = {k: v for k, v in detail["Target"].items() if k not in ("BeforeValue", "AfterValue", "Path")}
    return {**detail, "Target": target}
