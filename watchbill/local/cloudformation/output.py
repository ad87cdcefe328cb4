"""Outputs, exports, and the promises between stacks that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation.intrinsic import Scope, as_text

if TYPE_CHECKING:
    from watchbill.local.cloudformation.stack import Desired, Stack, StackBook


def settle_outputs(
    stack: Stack, desired: Desired, scope: Scope, book: StackBook
) -> tuple[list[dict[str, str]], set[str]]:
    """The stack's outputs and the names of the exports it uses.

    Raises AwsError when an export's name is taken, or when one in use would vanish or change.
    """
    outputs = [
        _output(name, definition, scope)
        for name, definition in desired.template.section("Outputs").items()
        if "Condition" not in definition or scope.holds(definition["Condition"])
    ]
    exports = {o["ExportName"]: o["OutputValue"] for o in outputs if "ExportName" in o}
    for name in exports:
        owner = book.exporter(name)
        if owner is not None and owner is not stack:
            raise validation_error(f"Export with name {name} is already exported by stack {owner.name}.")
    for name, value in stack.exports().items():
        users = book.importers(name)
        if users and exports.get(name) != value:
            verb = "updated" if name in exports else "deleted"
            raise validation_error(f"Export {name} cannot be {verb} as it is in use by {', '.join(users)}")
    return outputs, _imports(desired.template.document, scope)


def _output(name: str, definition: dict[str, Any], scope: Scope) -> dict[str, str]:
    value = scope.resolve(definition["Value"])
    if isinstance(value, (dict, list)):
        raise validation_error(f"Template format error: Output {name} is malformed: its value is not a string")
    output = {"OutputKey": name, "OutputValue": as_text(value)}
    if "Description" in definition:
        output["Description"] = definition["Description"]
    if "Export" in definition:
        output["ExportName"] = as_text(scope.resolve(definition["Export"]["Name"]))
    return output


def _imports(value: Any, scope: Scope) -> set[str]:
    if isinstance(value, list):
        return {name for item in value for name in _imports(item, scope)}
    if not isinstance(value, dict):
        return set()
    if len(value) == 1 and "Fn::ImportValue" in value:
        return {scope.resolve(value["Fn::ImportValue"])}
    return {name for item in value.values() for name in _imports(item, scope)}
