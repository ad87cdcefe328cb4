"""The weekly report: one a service, once the spec asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors import names
from monitors.model.resource import Resource
from monitors.resources.report.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument

KEY = "weekly-report"


def derive(document: SpecDocument, scope: Scope) -> Iterator[Resource[Spec]]:
    """None or one."""
    if not document.head.reports.weekly.enabled:
        return
    service = scope.service
    template = document.head.names.get("report", Spec.NAME_TEMPLATE)
    yield Resource(
        kind="report",
        key=KEY,
        name=names.physical(template, service, KEY, None),
        owner=service.owner,
        critical=False,
        managed=True,
        settings=Spec(),
        source=document.place("reports", "weekly"),
    )
