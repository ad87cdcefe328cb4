"""Canaries: one a function whose `canary:` is enabled, once the spec says that canaries are deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors import names
from monitors.model.resource import Resource
from monitors.resources.canary.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument


def derive(document: SpecDocument, scope: Scope) -> Iterator[Resource[Spec]]:
    """A canary has its function's key, owner and criticality."""
    if not document.head.canaries.enabled:
        return
    template = document.head.names.get("canary", Spec.NAME_TEMPLATE)
    for function in scope.of_kind("lambda_function"):
        probe = function.settings.canary
        if probe.enabled:
            yield Resource(
                kind="canary",
                key=function.key,
                name=names.physical(template, scope.service, function.key, function.settings.name),
                owner=function.owner,
                critical=function.critical,
                managed=function.managed,
                settings=Spec(
                    function=function.key,
                    every_minutes=probe.every_minutes,
                    timeout_seconds=probe.timeout_seconds,
                    engine=document.head.canaries.engine,
                    runner=names.canary_runner(scope.service) if document.head.canaries.engine == "lambda" else "",
                ),
                source=document.place("functions", function.key, "canary"),
                tags=function.tags,
            )
