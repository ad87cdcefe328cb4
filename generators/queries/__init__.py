"""AWS::Logs::QueryDefinition: the Logs Insights queries that people find by name in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Build, Fragment, StackResource
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.plan import Plan
    from monitors.model.query import Query


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """Each resource's queries go into its own unit."""
    for entry in plan.resources:
        if entry.queries:
            yield Fragment(unit=entry.resource.id, resources=tuple(_render(query) for query in entry.queries))


def _render(query: Query) -> StackResource:
    comment = f"# {query.description}\n" if query.description else ""
    return StackResource(
        logical_id=names.logical_id("Query", query.name),
        type="AWS::Logs::QueryDefinition",
        properties={
            "Name": query.name,
            "QueryString": f"{comment}{query.text.strip()}\n",
            "LogGroupNames": list(query.log_groups),
        },
    )
