"""Resources as their services have them now, where that is not what the stack remembers.

Drift-aware change sets start from it, and so do those that take in what already exists under the template's names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation.drift import differences
from watchbill.local.cloudformation.provider import ProviderError, is_absent
from watchbill.local.cloudformation.registry import find_providers
from watchbill.local.cloudformation.stack import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloudformation.provider import Properties, Provider
    from watchbill.local.cloudformation.stack import Desired, Stack, StackBook
    from watchbill.local.cloudformation.step import Steps

Life = dict[str, "Resource | None"]
"""Logical id → the resource as it is; None for one that is gone."""


def read_life(stack: Stack, desired: Desired, parameters: dict[str, Any], book: StackBook, steps: Steps) -> Life:
    """What a request's DeploymentMode and ImportExistingResources ask to be looked up."""
    life: Life = {}
    if parameters.get("DeploymentMode") == "REVERT_DRIFT":
        life |= dict(_drifted(stack, steps))
    if parameters.get("ImportExistingResources"):
        life |= dict(_importable(stack, desired, book, steps))
    return life


def overlay(resources: dict[str, Resource], life: Life) -> dict[str, Resource]:
    """The stack's resources with life in their place."""
    merged: dict[str, Resource | None] = {**resources, **life}
    return {name: resource for name, resource in merged.items() if resource is not None}


def _drifted(stack: Stack, steps: Steps) -> Iterator[tuple[str, Resource | None]]:
    for name, resource in stack.resources.items():
        if not resource.exists:
            continue
        provider = steps.provider(resource)
        found = _read(provider, resource.physical_id, resource.properties)
        if found is None:
            yield name, None
            continue
        expected = {key: value for key, value in resource.properties.items() if key not in provider.WRITE_ONLY}
        actual = {key: found[key] for key in expected if key in found}
        if any(differences("", expected, actual)):
            unseen = {key: value for key, value in resource.properties.items() if key in provider.WRITE_ONLY}
            yield name, replace(resource, properties={**unseen, **actual})


def _importable(stack: Stack, desired: Desired, book: StackBook, steps: Steps) -> Iterator[tuple[str, Resource]]:
    """What exists under a literal name of a retained resource and belongs to no stack, as AWS asks of auto-imports."""
    owned = {(r.type, r.physical_id) for other in book.alive() for r in other.resources.values() if r.exists}
    for name, definition in desired.template.resources.items():
        known = stack.resources.get(name)
        kind = find_providers()[definition["Type"]]
        written = definition.get("Properties", {})
        literal = written.get(kind.NAME) if kind.NAME else None
        retained = str(definition.get("DeletionPolicy", "")).startswith("Retain")
        if (known is not None and known.exists) or not retained or not isinstance(literal, str):
            continue
        resource = Resource(logical_id=name, type=definition["Type"], definition=definition, status="IMPORT_COMPLETE")
        provider = steps.provider(resource)
        found = _find(provider, literal, written)
        if found is None or (resource.type, found[0]) in owned:
            continue
        resource.physical_id, resource.properties = found
        values = provider.attributes(*found)
        resource.attributes = {**values, "Ref": provider.reference(resource.physical_id)}
        yield name, resource


def _find(provider: Provider, name: str, written: Properties) -> tuple[str, Properties] | None:
    try:
        physical_id = provider.find(name)
    except ClientError as error:
        if not is_absent(error):
            raise
        return None
    found = _read(provider, physical_id, written)
    return None if found is None else (physical_id, {key: found[key] for key in written if key in found})


def _read(provider: Provider, physical_id: str, properties: Properties) -> Properties | None:
    try:
        return provider.read(physical_id, properties)
    except ClientError as error:
        if not is_absent(error):
            raise
    except ProviderError:
        pass
    return None
