"""Saved Logs Insights queries of one function: errors, processing counts, its key log fields, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.log_text import counts_text, errors_text
from monitors.model.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Spec
    from monitors.scope import Scope

COUNT_PREFIX = "count."


def queries(resource: Resource[Spec], scope: Scope) -> tuple[Query, ...]:
    """Named `<product>-<environment>/<function>/<what>`: the console shows them as folders."""
    groups = (resource.settings.log_group(resource.name),)
    return tuple(
        Query(name=f"{scope.service.prefix}/{resource.key}/{what}", text=text, log_groups=groups, description=says)
        for what, text, says in _texts(resource.settings)
    )


def _texts(settings: Spec) -> Iterator[tuple[str, str, str]]:
    yield "errors", errors_text(), "The newest errors: our own, the runtime's, and invocations that did not succeed."
    counts = [field for field in settings.log_fields if field.startswith(COUNT_PREFIX)]
    if counts:
        yield "processing counts", counts_text(counts), "How much came in, went out and failed, by five minutes."
    if settings.log_fields:
        yield (
            "key fields",
            _fields_text(settings.log_fields),
            "The fields that tell what this function did, newest first.",
        )
    for query in settings.queries:
        yield query.name, query.text.strip(), query.description


def _fields_text(fields: list[str]) -> str:
    present = " or ".join(f"ispresent({field})" for field in fields)
    return f"fields @timestamp, level, message, {', '.join(fields)}\n| filter {present}\n| sort @timestamp desc"
