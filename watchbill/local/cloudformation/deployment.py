"""Brings a stack from what it is to what a change set wants, and back again when that fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.cloudformation.coerce import same
from watchbill.local.cloudformation.output import settle_outputs
from watchbill.local.cloudformation.registry import find_providers
from watchbill.local.cloudformation.scope import chosen_resources, make_scope
from watchbill.local.cloudformation.stack import Desired, Resource, Stack, StackBook
from watchbill.local.cloudformation.step import ResourceFailure, Steps
from watchbill.local.cloudformation.tag import with_stack_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.api.service import Call
    from watchbill.local.cloudformation.intrinsic import Scope

log = logging.getLogger(__name__)
RENAME = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
    "Rename {name} and update the stack again."
)


class Deployment:
    """One run of a CREATE or UPDATE. `run` leaves the stack in a final status, whatever happens."""

    def __init__(
        self, stack: Stack, desired: Desired, book: StackBook, call: Call, client: Callable[[str], Any], on_failure: str
    ) -> None:
        self._stack = stack
        self._desired = desired
        self._book = book
        self._on_failure = on_failure
        self._creating = stack.desired is None
        self._steps = Steps(stack, call, client)
        self._scope: Scope = make_scope(stack, desired, book, call, self._lookup)
        self._restores: list[Callable[[], None]] = []  # undo what was changed in place, last first
        self._made: list[Callable[[], None]] = []  # delete what was made, last first
        self._outdated: list[Callable[[], None]] = []  # delete what was replaced or removed
        self._before = (stack.desired, list(stack.outputs), set(stack.imports))

    def run(self) -> None:
        verb = "CREATE" if self._creating else "UPDATE"
        failed = ""
        try:
            chosen = chosen_resources(self._desired, self._scope)
            for name in chosen:
                failed = name
                self._apply(name)
            failed = ""
            self._settle()
            self._queue_removals(chosen)
        except ResourceFailure:
            verb_done = "create" if self._creating else "update"
            self._roll_back(f"The following resource(s) failed to {verb_done}: [{failed}]. ")
        except AwsError as error:
            self._roll_back(error.message)
        except Exception as error:
            log.exception("stack %s", self._stack.name)
            self._roll_back(f"Internal failure: {error}")
        else:
            self._finish(verb)

    def _finish(self, verb: str) -> None:
        if self._outdated:
            self._stack.become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            for delete in self._outdated:
                self._quietly(delete)
        self._stack.become(f"{verb}_COMPLETE")

    def _apply(self, name: str) -> None:
        definition = self._desired.template.resources[name]
        properties = self._properties(name, definition)
        old = self._stack.resources.get(name)
        if old is None or not old.exists:
            self._create(name, definition, properties)
            return
        kind = find_providers()[definition["Type"]]
        keys = {*old.properties, *properties}
        changed = [k for k in keys if not same(old.properties.get(k), properties.get(k))]
        if old.type != definition["Type"] or any(key in kind.IMMUTABLE for key in changed):
            self._replace(old, definition, properties)
        elif changed:
            self._update(old, definition, properties)
        else:
            before = old.definition
            self._restores.append(lambda: setattr(old, "definition", before))
            old.definition = definition

    def _properties(self, name: str, definition: dict[str, Any]) -> dict[str, Any]:
        try:
            written = self._scope.resolve(definition.get("Properties", {}))
        except AwsError as error:
            resource = self._stack.resources.get(name)
            resource = resource or Resource(logical_id=name, type=definition["Type"], definition=definition)
            self._stack.mark(resource, "CREATE_FAILED" if not resource.exists else "UPDATE_FAILED", error.message)
            raise ResourceFailure(error.message) from error
        return with_stack_tags(definition["Type"], written, self._desired.tags)

    def _create(self, name: str, definition: dict[str, Any], properties: dict[str, Any]) -> None:
        resource = Resource(logical_id=name, type=definition["Type"], definition=definition)
        with self._stack.lock:
            self._stack.resources[name] = resource
        self._made.append(lambda: self._unmake(resource))
        self._steps.create(resource, properties)

    def _unmake(self, resource: Resource) -> None:
        self._steps.delete(resource, rolling_back=True)
        if not self._creating:
            with self._stack.lock:
                self._stack.resources.pop(resource.logical_id, None)

    def _update(self, resource: Resource, definition: dict[str, Any], properties: dict[str, Any]) -> None:
        before = (resource.definition, resource.properties)
        self._restores.append(lambda: self._steps.update(resource, *before))
        self._steps.update(resource, definition, properties)

    def _replace(self, old: Resource, definition: dict[str, Any], properties: dict[str, Any]) -> None:
        kind = find_providers()[definition["Type"]]
        stays = kind.NAME and same(properties.get(kind.NAME), old.properties.get(kind.NAME))
        if stays and properties.get(kind.NAME) is not None and old.type == definition["Type"]:
            reason = RENAME.format(name=properties[kind.NAME])
            self._stack.mark(old, "UPDATE_FAILED", reason)
            self._restores.append(lambda: self._stack.mark(old, "UPDATE_COMPLETE"))
            raise ResourceFailure(reason)
        new = Resource(logical_id=old.logical_id, type=definition["Type"], definition=definition)
        reason = "Requested update requires the creation of a new physical resource; hence creating one."
        self._stack.mark(old, "UPDATE_IN_PROGRESS", reason)
        with self._stack.lock:
            self._stack.resources[old.logical_id] = new
        self._restores.append(lambda: self._reinstate(old))
        self._made.append(lambda: self._steps.delete(new, rolling_back=True, former=True))
        self._steps.create(new, properties, verb="UPDATE")
        policy = definition.get("UpdateReplacePolicy", "Delete")
        self._outdated.append(lambda: self._steps.delete(old, former=True, policy=policy))

    def _reinstate(self, old: Resource) -> None:
        with self._stack.lock:
            self._stack.resources[old.logical_id] = old
        self._stack.mark(old, "UPDATE_COMPLETE")

    def _settle(self) -> None:
        outputs, imports = settle_outputs(self._stack, self._desired, self._scope, self._book)
        with self._stack.lock:
            self._stack.outputs, self._stack.imports = outputs, imports
            self._stack.desired = self._desired

    def _queue_removals(self, chosen: list[str]) -> None:
        gone = [r for name, r in self._stack.resources.items() if name not in chosen]
        order = self._before[0].template.order if self._before[0] else ()
        for resource in sorted(gone, key=lambda r: -order.index(r.logical_id) if r.logical_id in order else 0):
            self._outdated.append(lambda resource=resource: self._remove(resource))  # type: ignore[misc]

    def _remove(self, resource: Resource) -> None:
        with self._stack.lock:  # deleted or not, it is no part of the stack any more
            self._stack.resources.pop(resource.logical_id, None)
        self._steps.delete(resource)

    def _quietly(self, delete: Callable[[], None]) -> None:
        try:
            delete()
        except ResourceFailure as error:
            # CloudFormation too finishes an update whose clean-up fails: the event is all that tells.
            log.warning("stack %s: %s", self._stack.name, error)

    def _roll_back(self, reason: str) -> None:
        with self._stack.lock:
            self._stack.desired, self._stack.outputs, self._stack.imports = self._before
        if self._on_failure == "DO_NOTHING":
            with self._stack.lock:
                self._stack.desired = self._stack.desired or self._desired
            self._stack.become("CREATE_FAILED" if self._creating else "UPDATE_FAILED", reason)
            return
        prefix = "" if self._creating else "UPDATE_"
        requested = f"{reason}{'' if not reason.endswith('. ') else 'Rollback requested by user.'}"
        self._stack.become(f"{prefix}ROLLBACK_IN_PROGRESS", requested)
        if self._creating:
            self._stack.desired = self._desired  # GetTemplate answers for a rolled-back stack too
        finish_rollback(self._stack, [*self._restores[::-1]], [*self._made[::-1]], prefix)

    def _lookup(self, name: str, attribute: str) -> Any:
        resource = self._stack.resources.get(name)
        if resource is None:  # its condition does not hold
            raise validation_error(f"Unresolved resource dependencies [{name}] in the Resources block of the template")
        if attribute and attribute not in resource.attributes:
            raise validation_error(f"Resource {name} has no attribute {attribute} as it is configured")
        return resource.attributes[attribute or "Ref"]


def finish_rollback(
    stack: Stack, restores: list[Callable[[], None]], deletions: list[Callable[[], None]], prefix: str
) -> None:
    """Take the steps of a rollback; at the first that fails, stop and keep the rest for ContinueUpdateRollback."""
    steps = [*restores, *deletions]
    for index, step in enumerate(steps):
        if prefix and index == len(restores):
            stack.become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        try:
            step()
        except ResourceFailure as failure:
            stack.unfinished = steps[index:]
            stack.become(f"{prefix}ROLLBACK_FAILED", f"Rollback failed: {failure}")
            return
    stack.unfinished = []
    stack.become(f"{prefix}ROLLBACK_COMPLETE")
