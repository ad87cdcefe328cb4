"""Saved queries of one canary, over its runner's log: its last failures, and how long its steps take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.query import Query

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.canary.spec import Spec
    from monitors.scope import Scope


def queries(resource: Resource[Spec], scope: Scope) -> tuple[Query, ...]:
    """None for Synthetics, whose log groups have names that AWS makes up."""
    group = resource.settings.log_group(resource.name)
    if not group:
        return ()
    stem = f"{scope.service.prefix}/canaries/{resource.key}"
    return (
        Query(
            name=f"{stem}/failures",
            description="Each failed run: the step, what was expected, what came, and the trace to follow.",
            text=resource.settings.log_query(resource.name),
            log_groups=(group,),
        ),
        Query(
            name=f"{stem}/steps",
            description="Every run with the milliseconds of its steps, newest first.",
            text=f'fields @timestamp, message, Duration, steps\n| filter Canary = "{resource.name}"\n'
            "| sort @timestamp desc\n| limit 100",
            log_groups=(group,),
        ),
    )
