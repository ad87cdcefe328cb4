"""Compares what a stack is with what it is to become, before anything is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from watchbill.local.cloudformation.changeset import Change
from watchbill.local.cloudformation.coerce import same
from watchbill.local.cloudformation.graph import references
from watchbill.local.cloudformation.intrinsic import UNKNOWN, Scope, is_known
from watchbill.local.cloudformation.life import overlay
from watchbill.local.cloudformation.registry import find_providers
from watchbill.local.cloudformation.scope import chosen_resources
from watchbill.local.cloudformation.tag import with_stack_tags

if TYPE_CHECKING:
    from watchbill.local.cloudformation.life import Life
    from watchbill.local.cloudformation.stack import Desired, Resource, Stack

_OTHER_ATTRIBUTES = ("DeletionPolicy", "UpdateReplacePolicy", "Metadata")


class Differ:
    """Walks the desired resources in dependency order; what a new or replaced one will be called is UNKNOWN."""

    def __init__(self, stack: Stack, desired: Desired, life: Life | None = None) -> None:
        self._desired = desired
        self._remembered = stack.resources
        self._existing = {name: r for name, r in overlay(stack.resources, life or {}).items() if r.exists}
        self._fresh: set[str] = set()

    def lookup(self, name: str, attribute: str) -> Any:
        """Ref and Fn::GetAtt, as far as they are known before the change."""
        resource = self._existing.get(name)
        if resource is None or name in self._fresh:
            return UNKNOWN
        return resource.attributes.get(attribute, UNKNOWN) if attribute else resource.attributes["Ref"]

    def changes(self, scope: Scope) -> list[Change]:
        """Every addition, modification and removal, in the order in which they would happen."""
        chosen = chosen_resources(self._desired, scope)
        found = [change for name in chosen if (change := self._change(name, scope))]
        gone = [r for name, r in reversed(self._existing.items()) if name not in chosen]
        return found + [_removal(resource) for resource in gone]

    def _change(self, name: str, scope: Scope) -> Change | None:
        definition = self._desired.template.resources[name]
        resource = self._existing.get(name)
        written = definition.get("Properties", {})
        after = with_stack_tags(definition["Type"], scope.resolve(written), self._desired.tags)
        if resource is None or resource.type != definition["Type"]:
            self._fresh.add(name)
            return Change(action="Add", logical_id=name, type=definition["Type"], after=_context(after))
        details = [
            self._detail(name, key, resource, after)
            for key in sorted({*resource.properties, *after})
            if not same(resource.properties.get(key), after.get(key))
        ]
        details += _attribute_details(resource.definition, definition)
        remembered = self._remembered.get(name)
        imported = remembered is None or not remembered.exists
        if not details and not imported:
            return None
        replacement = _replacement(details)
        if replacement == "True":
            self._fresh.add(name)
        return Change(
            action="Import" if imported else "Modify",
            logical_id=name,
            type=resource.type,
            physical_id=resource.physical_id,
            replacement=replacement,
            scope=tuple(dict.fromkeys(detail["Target"]["Attribute"] for detail in details)),
            details=tuple(details),
            policy=_replace_policy(definition) if replacement == "True" else "",
            before=_context(resource.properties),
            after=_context(after),
        )

    def _detail(self, name: str, key: str, resource: Resource, after: dict[str, Any]) -> dict[str, Any]:
        immutable = key in find_providers()[resource.type].IMMUTABLE
        known = is_known(after.get(key))
        recreation = ("Always" if known else "Conditionally") if immutable else "Never"
        target: dict[str, Any] = {"Attribute": "Tags" if key == "Tags" else "Properties"}
        target |= {"Name": key, "RequiresRecreation": recreation, "Path": f"/Properties/{key}"}
        if key in resource.properties:
            target["BeforeValue"] = _text(resource.properties[key])
        if key in after:
            target["AfterValue"] = _text(after[key])
        source, cause = self._cause(name, key, resource.definition)
        detail = {"Target": target, "Evaluation": "Static" if known else "Dynamic", "ChangeSource": source}
        return detail | ({"CausingEntity": cause} if cause else {})

    def _cause(self, name: str, key: str, before: dict[str, Any]) -> tuple[str, str]:
        written = self._desired.template.resources[name].get("Properties", {}).get(key)
        if key == "Tags" and written is None:
            return "DirectModification", ""
        if not same(written, before.get("Properties", {}).get(key)):
            return "DirectModification", ""
        for reference in references(written):
            if reference.name in self._fresh:
                kind = "ResourceAttribute" if reference.attribute else "ResourceReference"
                return kind, ".".join(filter(None, (reference.name, reference.attribute)))
            if reference.name in self._desired.parameters:
                return "ParameterReference", reference.name
        return "DirectModification", ""


def _removal(resource: Resource) -> Change:
    retained = resource.definition.get("DeletionPolicy", "Delete") != "Delete"
    return Change(
        action="Remove",
        logical_id=resource.logical_id,
        type=resource.type,
        physical_id=resource.physical_id,
        policy="Retain" if retained else "Delete",
        before=_context(resource.properties),
    )


def _replacement(details: list[dict[str, Any]]) -> Literal["True", "False", "Conditional"]:
    needs = {detail["Target"].get("RequiresRecreation") for detail in details}
    return "True" if "Always" in needs else "Conditional" if "Conditionally" in needs else "False"


def _replace_policy(definition: dict[str, Any]) -> str:
    return "ReplaceAndRetain" if definition.get("UpdateReplacePolicy") == "Retain" else "ReplaceAndDelete"


def _attribute_details(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    changed = [name for name in _OTHER_ATTRIBUTES if not same(before.get(name), after.get(name))]
    why = {"Evaluation": "Static", "ChangeSource": "DirectModification"}
    return [{"Target": {"Attribute": name, "RequiresRecreation": "Never"}, **why} for name in changed]


def _context(properties: dict[str, Any]) -> str:
    return json.dumps({"Properties": properties}, default=lambda _: "{{changeSet:KNOWN_AFTER_APPLY}}")


def _text(value: Any) -> str:
    known = "{{changeSet:KNOWN_AFTER_APPLY}}"
    return value if isinstance(value, str) else json.dumps(value, default=lambda _: known).strip('"')
