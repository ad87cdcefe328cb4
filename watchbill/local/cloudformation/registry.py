"""Finds the providers by walking their folder, and says what the embedded cloud can deploy."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import validation_error
from watchbill.local.cloudformation import providers
from watchbill.local.cloudformation.graph import references
from watchbill.local.cloudformation.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What of a resource type is emulated: these properties really take effect, any other is refused."""

    type: str
    properties: tuple[str, ...]
    attributes: tuple[str, ...]
    note: str
    """What it is not: empty when the API behaves as AWS's for all listed properties."""


@cache
def find_providers() -> Mapping[str, type[Provider]]:
    """Resource type → provider class."""
    found: dict[str, type[Provider]] = {}
    for module in pkgutil.iter_modules(providers.__path__):
        content = importlib.import_module(f"{providers.__name__}.{module.name}")
        for _, kind in inspect.getmembers(content, inspect.isclass):
            if issubclass(kind, Provider) and kind.TYPE and kind.__module__ == content.__name__:
                found[kind.TYPE] = kind
    return MappingProxyType(dict(sorted(found.items())))


def supported_types() -> Mapping[str, Support]:
    """Resource type → what of it the embedded cloud emulates, for `watchbill demo --support`."""
    return MappingProxyType({name: _support(kind) for name, kind in find_providers().items()})


def _support(kind: type[Provider]) -> Support:
    return Support(
        type=kind.TYPE,
        properties=tuple(sorted(kind.allowed())),
        attributes=tuple(sorted(kind.ATTRIBUTES)),
        note=kind.NOTE,
    )


def check_types(resources: dict[str, Any]) -> None:
    """Refuse a template that holds anything this cloud would have to skip: a type, a property or an attribute.

    Raises one AwsError ValidationError with every such place.
    """
    unknown = {name: d["Type"] for name, d in resources.items() if d["Type"] not in find_providers()}
    if unknown:
        types = ", ".join(sorted(set(unknown.values())))
        where = ", ".join(f"{name} ({kind})" for name, kind in sorted(unknown.items()))
        raise validation_error(
            f"Template format error: Unrecognized resource types: [{types}]. "
            f"The embedded cloud has no provider for {where}; nothing was deployed."
        )
    problems = [problem for name, d in resources.items() for problem in _property_problems(name, d)]
    problems += _attribute_problems(resources)
    if problems:
        raise validation_error("Properties validation failed: " + "; ".join(problems))


def _property_problems(name: str, definition: dict[str, Any]) -> list[str]:
    kind = find_providers()[definition["Type"]]
    properties = definition.get("Properties", {})
    unknown = [key for key in properties if key not in kind.allowed()]
    missing = [key for key in kind.REQUIRED if key not in properties]
    extra = [f"resource {name} ({kind.TYPE}): extraneous key [{key}] is not permitted" for key in unknown]
    return extra + [f"resource {name} ({kind.TYPE}): required key [{key}] not found" for key in missing]


def _attribute_problems(resources: dict[str, Any]) -> list[str]:
    wanted = {r for d in resources.values() for r in references(d.get("Properties", {})) if r.attribute}
    return [
        f"resource {r.name} does not support attribute type {r.attribute} in Fn::GetAtt"
        for r in sorted(wanted, key=lambda r: (r.name, r.attribute))
        if r.attribute not in find_providers()[resources[r.name]["Type"]].ATTRIBUTES
    ]
