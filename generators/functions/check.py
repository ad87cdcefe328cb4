"""Functions that no stack can be made for, all told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.functions.parking import PARKED_PREFIX
from generators.functions.trigger import trigger_of
from monitors.model.errors import PlanError
from monitors.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.model.resource import Resource
    from monitors.scope import Scope


def refuse_impossible(functions: Iterable[Resource[Any]], scope: Scope) -> None:
    """Raise PlanError with every function whose spec lacks what AWS needs, or asks for what AWS does badly."""
    problems = [problem for function in functions for check in CHECKS for problem in check(function, scope)]
    if problems:
        raise PlanError(problems)


def _handler(function: Resource[Any], _: Scope) -> Iterator[Problem]:
    if function.settings.handler is None:
        yield Problem(
            code="function-without-handler",
            message=f"{function.key} has no handler, so there is nothing to deploy",
            source=function.source,
            path=f"functions.{function.key}",
            help="add handler:, or managed: false when another tool deploys it",
        )


def _table_stream(function: Resource[Any], scope: Scope) -> Iterator[Problem]:
    """The mapping needs the stream's ARN, with a time stamp that only the table's own stack can ask for."""
    for trigger in function.settings.triggers:
        if trigger.table is not None and not scope.get("dynamodb_table", trigger.table).managed:
            yield Problem(
                code="unmanaged-table-stream",
                message=f"{function.key} reads the stream of {trigger.table}, whose address only its own tool knows",
                source=function.source,
                path=f"functions.{function.key}.triggers",
                help=f"let the tool that makes {trigger.table} make the event source mapping, or manage the table here",
            )


def _parking_loop(function: Resource[Any], _: Scope) -> Iterator[Problem]:
    triggers = function.settings.triggers
    parking = {trigger.on_failure for trigger in triggers} - {None}
    for trigger in triggers:
        if trigger.bucket in parking and PARKED_PREFIX.startswith(trigger.prefix) and not trigger.suffix:
            yield Problem(
                code="parking-loop",
                message=f"{function.key} parks its failures in {trigger.bucket}, where they invoke it again",
                source=function.source,
                path=f"functions.{function.key}.triggers",
                help=f"give the trigger a prefix: what Lambda parks begins with {PARKED_PREFIX}",
            )


def _async_destination(function: Resource[Any], _: Scope) -> Iterator[Problem]:
    parked = {t.on_failure for t in function.settings.triggers if trigger_of(t).is_async} - {None}
    if len(parked) > 1:
        yield Problem(
            code="several-async-destinations",
            message=f"{function.key}: its asynchronous triggers name {', '.join(sorted(parked))} as on_failure",
            source=function.source,
            path=f"functions.{function.key}.triggers",
            help="Lambda knows one failure destination for all asynchronous invocations of a function: name one",
        )


CHECKS = (_handler, _table_stream, _parking_loop, _async_destination)
