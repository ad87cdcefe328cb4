"""Turns a request into a change set, or refuses it before anything is touched."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Literal

from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.cloudformation.changeset import NO_CHANGES, ChangeSet
from watchbill.local.cloudformation.diff import Differ
from watchbill.local.cloudformation.life import read_life
from watchbill.local.cloudformation.parameter import given_values, settle_parameters
from watchbill.local.cloudformation.registry import check_types, find_providers
from watchbill.local.cloudformation.scope import make_scope
from watchbill.local.cloudformation.source import fetch_template
from watchbill.local.cloudformation.stack import Desired, Stack, StackBook
from watchbill.local.cloudformation.step import Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.api.service import Call


_NOT_EMULATED = (
    "IncludeNestedStacks",
    "ResourcesToImport",
    "ResourceTypes",
    "RollbackConfiguration",
    "StackPolicyBody",
    "StackPolicyURL",
    "TimeoutInMinutes",
)


def propose(
    stack: Stack,
    parameters: dict[str, Any],
    desired: Desired,
    kind: Literal["CREATE", "UPDATE"],
    book: StackBook,
    call: Call,
    client: Callable[[str], Any],
) -> ChangeSet:
    """The change set for `desired`; a FAILED one when it would change nothing."""
    life = read_life(stack, desired, parameters, book, Steps(stack, call, client))
    differ = Differ(stack, desired, life)
    changes = differ.changes(make_scope(stack, desired, book, call, differ.lookup))
    name = parameters.get("ChangeSetName", f"direct-{uuid.uuid4()}")
    nothing = kind == "UPDATE" and not changes and not _differs_otherwise(stack, desired)
    return ChangeSet(
        name=name,
        id=call.arn("cloudformation", f"changeSet/{name}/{uuid.uuid4()}"),
        kind=kind,
        desired=desired,
        changes=changes,
        life=life,
        refusal=NO_CHANGES if nothing else "",
        description=parameters.get("Description", ""),
        on_failure=_on_failure(parameters),
        notification_arns=parameters.get("NotificationARNs", stack.notification_arns),
        role=parameters.get("RoleARN", stack.role),
    )


def read_desired(
    parameters: dict[str, Any], stack: Stack | None, client: Callable[[str], Any], endpoint_url: str
) -> Desired:
    """What a request wants a stack to be. Raises AwsError for whatever this cloud could not carry out truthfully."""
    unsupported = [name for name in _NOT_EMULATED if parameters.get(name)]
    if unsupported:
        raise validation_error(f"The embedded cloud does not emulate {', '.join(unsupported)}")
    template = fetch_template(parameters, stack, client, endpoint_url)
    check_types(template.resources)
    before = stack.desired if stack else None
    given = given_values(parameters.get("Parameters", []), before.parameters if before else {})
    capabilities = tuple(parameters.get("Capabilities", ()))
    _check_capabilities(template.resources, capabilities)
    tags = {tag["Key"]: tag["Value"] for tag in parameters["Tags"]} if "Tags" in parameters else None
    return Desired(
        template=template,
        parameters=settle_parameters(template.section("Parameters"), given),
        tags=tags if tags is not None else before.tags if before else {},
        capabilities=capabilities,
    )


def _differs_otherwise(stack: Stack, desired: Desired) -> bool:
    """Whether outputs or stack tags change although no resource does."""
    before = stack.desired
    if before is None:
        return True
    old, new = before.template.document, desired.template.document
    return (
        old.get("Outputs") != new.get("Outputs")
        or before.tags != desired.tags
        or (before.parameters != desired.parameters and bool(new.get("Outputs")))
    )


def _on_failure(parameters: dict[str, Any]) -> str:
    asked = parameters.get("OnStackFailure") or parameters.get("OnFailure")
    return asked or ("DO_NOTHING" if parameters.get("DisableRollback") else "ROLLBACK")


def _check_capabilities(resources: dict[str, Any], granted: tuple[str, ...]) -> None:
    iam = [d for d in resources.values() if find_providers()[d["Type"]].NEEDS_CAPABILITY]
    named = any(find_providers()[d["Type"]].NAME in d.get("Properties", {}) for d in iam)
    if named and "CAPABILITY_NAMED_IAM" not in granted:
        raise _insufficient("CAPABILITY_NAMED_IAM")
    if iam and not {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"} & set(granted):
        raise _insufficient("CAPABILITY_IAM")


def _insufficient(capability: str) -> AwsError:
    return AwsError("InsufficientCapabilitiesException", f"Requires capabilities : [{capability}]")


def check_updatable(stack: Stack) -> None:
    """Refuse a change to a stack that is busy or that can only be deleted."""
    if stack.status.endswith(("_COMPLETE", "_FAILED")) and stack.status not in (
        "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "CREATE_FAILED", "UPDATE_ROLLBACK_FAILED",
    ):  # fmt: skip
        return
    raise validation_error(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
