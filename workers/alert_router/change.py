"""A deployment, or another change that is no problem by itself but may explain one.

CloudFormation tells of each step of a stack; what people want to see beside an incident is how each change ended. A
command on the router's queue tells of any other change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from workers.alert_router.event import Ignored, milliseconds
from workers.alert_router.fact import digest
from workers.runtime.event_shape import EventRefusedError

Json = dict[str, Any]
SOURCE = "aws.cloudformation"
ENDINGS = {
    "CREATE_COMPLETE": "created",
    "UPDATE_COMPLETE": "updated",
    "DELETE_COMPLETE": "deleted",
    "IMPORT_COMPLETE": "updated by import",
    "CREATE_FAILED": "not created",
    "UPDATE_FAILED": "not updated",
    "DELETE_FAILED": "not deleted",
    "ROLLBACK_COMPLETE": "not created, rolled back",
    "ROLLBACK_FAILED": "not created, and not rolled back",
    "UPDATE_ROLLBACK_COMPLETE": "not updated, rolled back",
    "UPDATE_ROLLBACK_FAILED": "not updated, and not rolled back",
    "IMPORT_ROLLBACK_COMPLETE": "not updated by import, rolled back",
    "IMPORT_ROLLBACK_FAILED": "not updated by import, and not rolled back",
}
"""The statuses that end a stack's operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed. `at` in epoch seconds; `links` are (kind, URL), `details` (name, text)."""

    summary: str
    source: str
    at: int
    links: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The same for the same change, however often it is told."""
        return digest(self.summary, self.source, str(self.at))[:32]

    def message(self) -> Json:
        """Write it as a command carries it."""
        lists = {"links": [list(pair) for pair in self.links], "details": [list(pair) for pair in self.details]}
        return {"summary": self.summary, "source": self.source, "at": self.at, **lists}


def commanded(payload: Json) -> Change:
    """Read a command; raise ValueError, KeyError or TypeError."""
    return Change(
        summary=str(payload["summary"]),
        source=str(payload["source"]),
        at=int(payload["at"]),
        links=tuple((str(kind), str(url)) for kind, url in payload.get("links", ())),
        details=tuple((str(name), str(text)) for name, text in payload.get("details", ())),
    )


def stack_changed(payload: Json) -> Change | Ignored:
    """Read a "CloudFormation Stack Status Change"; raise EventRefusedError, naming what is missing."""
    try:
        stack, told = payload["detail"]["stack-id"], payload["detail"]["status-details"]
        _, _, _, region, account, resource = stack.split(":", 5)
        _, name, *_ = resource.split("/")
        status = told["status"]
        if status not in ENDINGS:
            return Ignored("stack-under-way", stack)
        home = f"https://{region}.console.aws.amazon.com/cloudformation/home?region={region}"
        facts = {"status": status, "reason": told.get("status-reason") or "", "region": region, "account": account}
        return Change(
            summary=f"Stack {name} {ENDINGS[status]}",
            source=name,
            at=milliseconds(payload["time"]) // 1000,
            links=(("stack", f"{home}#/stacks/stackinfo?stackId={quote(stack, safe='')}"),),
            details=tuple((key, text) for key, text in facts.items() if text),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EventRefusedError(f"a stack event that cannot be read: {type(error).__name__}: {error}") from None
