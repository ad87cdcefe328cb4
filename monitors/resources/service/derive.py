"""The service: one resource a spec, to which account-wide and all-embracing rules belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.resource import Resource
from monitors.resources.service.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument


def derive(document: SpecDocument, scope: Scope) -> Iterator[Resource[Spec]]:
    """Always exactly one, named as the service."""
    service = scope.service
    yield Resource(
        kind="service",
        key=service.name,
        name=service.name,
        owner=service.owner,
        critical=True,
        managed=False,  # nothing is created for it
        settings=Spec(description=document.head.description),
        source=document.place("service"),
    )
