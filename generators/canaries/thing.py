"""The resources that a canary may touch: those that its function uses or is triggered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.scope import TRIGGER_KINDS

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.resource import Resource
    from monitors.scope import Scope


def candidates(function: Resource[Any], target: str, scope: Scope) -> set[str]:
    """Keys of that kind among the function's uses and triggers; any function of the spec may be looked at."""
    if target == "function":
        return {resource.key for resource in scope.of_kind(TRIGGER_KINDS[target])}
    settings = function.settings
    return {getattr(entry, target) for entry in (*settings.uses, *settings.triggers)} - {None}


def thing_of(resource: Resource[Any]) -> JSON:
    """As `canaries.definition.Thing`."""
    thing: JSON = {"name": resource.name}
    for name in ("partition_key", "sort_key"):
        key = getattr(resource.settings, name, None)
        if key is not None:
            thing[name] = key.name
    return thing
