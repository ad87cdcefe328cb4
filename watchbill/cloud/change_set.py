"""Change sets: what a stack is to become, proposed to CloudFormation, which says yes, no or "nothing to do"."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.cloud.operation import Interrupted

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")
"""CloudFormation has no code for it: these are its words, unchanged since change sets exist."""
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.1, 3.0, 1.5  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one stack is to become. `template` holds TemplateURL or TemplateBody."""

    name: str
    template: Mapping[str, str]
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    digest: str
    """The spec's digest: part of the change set's name, and so of DescribeStacks' answer, but of no resource."""
    resources: int = 0
    revert_drift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """One that CloudFormation has looked at. `refusal` is why it cannot be executed; empty where it can."""

    id: str
    stack_id: str
    creating: bool
    refusal: str

    @property
    def empty(self) -> bool:
        """Whether it was refused because the stack is already as it should be."""
        return any(words in self.refusal for words in NOTHING_TO_DO)


def propose_change(client: Any, order: Order, halt: threading.Event, *, creating: bool) -> ChangeSet:
    """Create a change set and wait for the answer. Raises Interrupted once `halt` is set."""
    made = client.create_change_set(
        StackName=order.name,
        ChangeSetName=f"watchbill-{order.digest}-{uuid.uuid4().hex[:8]}",
        ChangeSetType="CREATE" if creating else "UPDATE",
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in sorted(order.parameters.items())],
        Tags=[{"Key": k, "Value": v} for k, v in sorted(order.tags.items())],
        Description=f"watchbill deploy of spec {order.digest}",
        **order.template,
        **_mode(order, creating=creating),
    )
    pause = FIRST_PAUSE
    while True:
        answer = client.describe_change_set(ChangeSetName=made["Id"])
        if answer["Status"] in ("CREATE_COMPLETE", "FAILED"):
            break
        if halt.wait(pause):
            raise Interrupted(order.name)
        pause = min(pause * GROWTH, LONGEST_PAUSE)
    refusal = answer.get("StatusReason", "refused") if answer["Status"] == "FAILED" else ""
    return ChangeSet(id=made["Id"], stack_id=made["StackId"], creating=creating, refusal=refusal)


def withdraw(client: Any, change_set: ChangeSet) -> None:
    """Leave nothing of a refused change set behind, and no empty stack that it was to create."""
    if change_set.creating:
        client.delete_stack(StackName=change_set.stack_id)
    else:
        client.delete_change_set(ChangeSetName=change_set.id)


def _mode(order: Order, *, creating: bool) -> dict[str, Any]:
    if creating:  # what an earlier `destroy` left in the account, tables above all, comes back into its stack
        return {"ImportExistingResources": True}
    return {"DeploymentMode": "REVERT_DRIFT"} if order.revert_drift else {}
