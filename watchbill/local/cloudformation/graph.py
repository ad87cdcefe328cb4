"""Which resource needs which: references found in a document, and the order that satisfies them."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import validation_error

if TYPE_CHECKING:
    from collections.abc import Iterator

SUB_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A Ref (`attribute` is empty) or a Fn::GetAtt, wherever it is written."""

    name: str
    attribute: str = ""


def references(value: Any) -> Iterator[Reference]:
    """Every Ref, Fn::GetAtt and `${…}` of Fn::Sub below `value`."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key == "Ref" and len(value) == 1 and isinstance(item, str):
            yield Reference(name=item)
        elif key == "Fn::GetAtt" and len(value) == 1:
            yield split_attribute(item)
        elif key == "Fn::Sub" and len(value) == 1:
            yield from _sub_references(item)
        else:
            yield from references(item)


def split_attribute(target: Any) -> Reference:
    """`["Table", "StreamArn"]` or `"Table.StreamArn"`; attributes may contain dots, logical ids cannot."""
    parts = target.split(".", 1) if isinstance(target, str) else target
    if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        raise validation_error(
            "Template error: every Fn::GetAtt object requires two non-empty parameters, "
            "the resource name and the resource attribute"
        )
    return Reference(name=parts[0], attribute=parts[1])


def _sub_references(argument: Any) -> Iterator[Reference]:
    text, variables = argument if isinstance(argument, list) else (argument, {})
    for name in SUB_VARIABLE.findall(text):
        if name not in variables:
            yield split_attribute(name) if "." in name else Reference(name=name)
    yield from references(variables)


def needed_by(definition: dict[str, Any]) -> set[str]:
    """Logical ids that a resource's definition depends on, implicitly or by DependsOn; parameters included."""
    explicit = definition.get("DependsOn", [])
    named = {explicit} if isinstance(explicit, str) else set(explicit)
    return named | {reference.name for reference in references(definition.get("Properties", {}))}


def order_resources(resources: dict[str, Any]) -> list[str]:
    """Logical ids, each after all it needs; ties go by name so that one template always runs the same way.

    Raises AwsError ValidationError naming the ids of a circle.
    """
    needs = {name: needed_by(definition) & resources.keys() for name, definition in resources.items()}
    wanted_by: dict[str, list[str]] = {name: [] for name in resources}
    for name, needed in needs.items():
        for other in needed:
            wanted_by[other].append(name)
    missing = {name: len(needed) for name, needed in needs.items()}
    ready = [name for name, count in missing.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        name = heapq.heappop(ready)
        order.append(name)
        for other in wanted_by[name]:
            missing[other] -= 1
            if missing[other] == 0:
                heapq.heappush(ready, other)
    if len(order) < len(resources):
        circle = ", ".join(sorted(resources.keys() - set(order)))
        raise validation_error(f"Circular dependency between resources: [{circle}]")
    return order
