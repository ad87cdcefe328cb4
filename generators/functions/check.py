"""Functions that no stack can be made for, all told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.model.errors import PlanError
from monitors.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.model.resource import Resource
    from monitors.scope import Scope


def refuse_impossible(functions: Iterable[Resource[Any]], scope: Scope) -> None:
    """Raise PlanError with every function whose spec lacks what AWS needs."""
    problems = [problem for function in functions for problem in _problems(function, scope)]
    if problems:
        raise PlanError(problems)


def _problems(function: Resource[Any], scope: Scope) -> Iterator[Problem]:
    path = f"functions.{function.key}"
    triggers = function.settings.triggers
    if function.settings.handler is None:
        yield Problem(
            code="function-without-handler",
            message=f"{function.key} has no handler, so there is nothing to deploy",
            source=function.source,
            path=path,
            help="add handler:, or managed: false when another tool deploys it",
        )
    for table in {trigger.table for trigger in triggers if trigger.table is not None}:
        if not scope.get("dynamodb_table", table).managed:
            yield Problem(
                code="unmanaged-table-stream",
                message=f"{function.key} reads the stream of {table}, whose address only its own tool knows",
                source=function.source,
                path=f"{path}.triggers",
                help=f"let the tool that makes {table} make the event source mapping too, or manage the table here",
            )
    parked = {trigger.on_failure for trigger in triggers if trigger.source in ("bucket", "schedule")} - {None}
    if len(parked) > 1:
        yield Problem(
            code="several-async-destinations",
            message=f"{function.key}: its asynchronous triggers name {', '.join(sorted(parked))} as on_failure",
            source=function.source,
            path=f"{path}.triggers",
            help="Lambda knows one failure destination for all asynchronous invocations of a function: name one",
        )
