"""troposphere's objects → stack resources: its classes check property names, types and required ones for us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.artefact import StackResource

if TYPE_CHECKING:
    from troposphere import AWSObject

    from generators.artefact import JSON
    from monitors.model.plan import Service
    from monitors.model.resource import Resource
    from monitors.model.source import Source


def declare(
    body: AWSObject,
    *,
    source: Source | None,
    depends_on: tuple[str, ...] = (),
    attributes: JSON | None = None,
) -> StackResource:
    """Validate and convert. Raises ValueError or TypeError for what the type does not take."""
    definition = body.to_dict()
    return StackResource(
        logical_id=str(body.title),
        type=definition["Type"],
        properties=definition.get("Properties", {}),
        depends_on=depends_on,
        attributes=attributes or {},
        source=source,
    )


def tags(service: Service, resource: Resource[Any] | None = None) -> dict[str, str]:
    """What every resource carries, under the names that alarms use: whose it is, beside its own tags."""
    own = {"watchbill:resource": resource.key, **dict(resource.tags)} if resource else {}
    return {
        **own,
        "watchbill:environment": service.environment,
        "watchbill:owner": resource.owner if resource else service.owner,
        "watchbill:service": service.name,
    }
