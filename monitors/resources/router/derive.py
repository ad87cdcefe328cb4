"""The alert router: one a service, where the spec has receivers that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors import names
from monitors.model.resource import Resource
from monitors.resources.router.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument

KEY = "alert-router"


def derive(document: SpecDocument, scope: Scope) -> Iterator[Resource[Spec]]:
    """None or one."""
    if not document.head.has_router:
        return
    service = scope.service
    template = document.head.names.get("router", Spec.NAME_TEMPLATE)
    yield Resource(
        kind="router",
        key=KEY,
        name=names.physical(template, service, KEY, None),
        owner=service.owner,
        critical=True,
        managed=True,
        settings=Spec(),
        source=document.place("router"),
    )
