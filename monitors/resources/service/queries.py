"""Saved Logs Insights queries over all functions: errors, processing counts, one campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.log_text import campaign_text, counts_text, errors_text
from monitors.model.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.service.spec import Spec
    from monitors.scope import Scope

GROUPS_MAX = 50  # log groups in one query, facts/cloudwatch.md §5
COUNTS = ("count.in", "count.out", "count.failed")


def queries(resource: Resource[Spec], scope: Scope) -> tuple[Query, ...]:
    """Three for each fifty functions; beyond fifty their names are numbered."""
    functions = sorted(scope.of_kind("lambda_function"), key=lambda function: function.key)
    groups = [function.settings.log_group(function.name) for function in functions]
    parts = [tuple(groups[start : start + GROUPS_MAX]) for start in range(0, len(groups), GROUPS_MAX)]
    return tuple(
        Query(
            name=f"{scope.service.prefix}/all functions/{what}{_number(place, len(parts))}",
            text=text,
            log_groups=part,
            description=says,
        )
        for place, part in enumerate(parts, start=1)
        for what, text, says in _texts()
    )


def _number(place: int, parts: int) -> str:
    return "" if parts == 1 else f" {place:03d}"


def _texts() -> Iterator[tuple[str, str, str]]:
    yield "errors", errors_text(), "The newest errors of all functions."
    yield "processing counts", counts_text(COUNTS), "Records in, out and failed over all functions, by five minutes."
    yield "one campaign", campaign_text(), "Everything that the functions logged about one campaign."
