"""Deletes a stack."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation.graph import needed_by
from watchbill.local.cloudformation.stack import Resource, Stack, StackBook, now
from watchbill.local.cloudformation.step import ResourceFailure, Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.api.service import Call

log = logging.getLogger(__name__)


def remove_stack(
    stack: Stack, book: StackBook, call: Call, client: Callable[[str], Any], retained: frozenset[str]
) -> None:
    """Delete every resource, last needed first. Ends in DELETE_COMPLETE, or DELETE_FAILED naming what is left."""
    try:
        failed = _delete_resources(stack, Steps(stack, call, client), retained)
    except Exception as error:
        log.exception("stack %s", stack.name)
        stack.become("DELETE_FAILED", f"Internal failure: {error}")
        return
    if failed:
        stack.become("DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
        return
    with book.lock, stack.lock:
        stack.deleted = now()
        stack.outputs, stack.imports = [], set()
        stack.become("DELETE_COMPLETE")


def _delete_resources(stack: Stack, steps: Steps, retained: frozenset[str]) -> list[str]:
    failed: list[str] = []
    blocked: set[str] = set()
    for resource in _last_first(stack):
        if resource.logical_id in retained:
            stack.mark(resource, "DELETE_SKIPPED")
            continue
        if resource.logical_id in blocked:
            continue  # something that needs it is still there
        try:
            steps.delete(resource)
        except ResourceFailure:
            failed.append(resource.logical_id)
            blocked |= _needs(stack, resource)
    return failed


def _last_first(stack: Stack) -> list[Resource]:
    known = stack.desired.template.order if stack.desired else ()
    order = [*known, *(name for name in stack.resources if name not in known)]
    return [
        stack.resources[name] for name in reversed(order) if name in stack.resources and stack.resources[name].exists
    ]


def _needs(stack: Stack, resource: Resource) -> set[str]:
    found: set[str] = set()
    waiting = needed_by(resource.definition)
    while waiting:
        name = waiting.pop()
        if name in stack.resources and name not in found:
            found.add(name)
            waiting |= needed_by(stack.resources[name].definition)
    return found
