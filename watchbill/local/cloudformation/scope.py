"""The values that a stack's intrinsic functions see: parameters, pseudo-parameters, its resources, others' exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation.intrinsic import NO_VALUE, Scope
from watchbill.local.cloudformation.parameter import typed_parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.api.service import Call
    from watchbill.local.cloudformation.stack import Desired, Stack, StackBook


def make_scope(stack: Stack, desired: Desired, book: StackBook, call: Call, lookup: Callable[[str, str], Any]) -> Scope:
    """A scope for `desired`; `lookup(logical id, attribute)` answers Ref ("" as attribute) and Fn::GetAtt."""
    template = desired.template
    return Scope(
        parameters=typed_parameters(template.section("Parameters"), desired.parameters),
        pseudo=_pseudo(stack, call),
        mappings=template.section("Mappings"),
        conditions=template.section("Conditions"),
        lookup=lookup,
        imported=lambda name: _imported(name, book),
    )


def chosen_resources(desired: Desired, scope: Scope) -> list[str]:
    """Logical ids whose condition holds, in the order to make them."""
    resources = desired.template.resources
    return [
        n for n in desired.template.order if "Condition" not in resources[n] or scope.holds(resources[n]["Condition"])
    ]


def _pseudo(stack: Stack, call: Call) -> dict[str, Any]:
    return {
        "AWS::AccountId": call.account,
        "AWS::NoValue": NO_VALUE,
        "AWS::NotificationARNs": stack.notification_arns,
        "AWS::Partition": call.partition,
        "AWS::Region": call.region,
        "AWS::StackId": stack.id,
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": "amazonaws.com",
    }


def _imported(name: str, book: StackBook) -> str:
    exporter = book.exporter(name)
    if exporter is None:
        raise validation_error(f"No export named {name} found.")
    return exporter.exports()[name]
