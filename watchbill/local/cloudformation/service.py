"""CloudFormation's API: the actions that change stacks. Those that only look are in `view`."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, ClassVar

from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.client import ClientPool
from watchbill.local.cloudformation.changeset import NO_CHANGES, ChangeSet
from watchbill.local.cloudformation.engine import Engine
from watchbill.local.cloudformation.proposal import check_updatable, propose, read_desired
from watchbill.local.cloudformation.view import Views

if TYPE_CHECKING:
    from watchbill.local.api.service import Call
    from watchbill.local.cloudformation.stack import Stack

Parameters = dict[str, Any]


class CloudFormation(Views):
    """Change sets, stacks and drift over the services of the same endpoint, reached by their public API."""

    NAME: ClassVar[str] = "cloudformation"
    SIGNING: ClassVar[str] = "cloudformation"

    def __init__(self) -> None:
        self.endpoint_url = ""
        self._engines: dict[str, Engine] = {}
        self._pools: dict[str, ClientPool] = {}  # outlive a reset: making clients is slow
        self._lock = threading.Lock()

    def engine(self, call: Call) -> Engine:
        with self._lock:
            if call.region not in self._engines:
                pool = self._pools.setdefault(call.region, ClientPool(self.endpoint_url, call.region))
                self._engines[call.region] = Engine(call, pool.client)
            return self._engines[call.region]

    def join(self) -> None:
        """Wait for every stack under way."""
        for engine in list(self._engines.values()):
            engine.join()

    def reset(self) -> None:
        self._engines.clear()

    def create_change_set(self, call: Call, parameters: Parameters) -> Parameters:
        engine = self.engine(call)
        kind = parameters.get("ChangeSetType", "UPDATE")
        if kind == "IMPORT":
            raise validation_error("The embedded cloud does not emulate change sets of type IMPORT")
        stack = engine.book.find(parameters["StackName"])
        if kind == "UPDATE":
            stack = self.stack(call, parameters["StackName"])
            check_updatable(stack)
        elif stack is not None and stack.status != "REVIEW_IN_PROGRESS":
            raise validation_error(
                f"Stack [{parameters['StackName']}] already exists and cannot be created again "
                f"with the changeSet [{parameters['ChangeSetName']}]."
            )
        if stack is not None and parameters["ChangeSetName"] in stack.change_sets:
            raise AwsError("AlreadyExistsException", f"ChangeSet {parameters['ChangeSetName']} already exists")
        desired = read_desired(parameters, stack, engine.client, self.endpoint_url)
        chosen = stack or engine.draft_stack(_checked_name(parameters))
        change_set = propose(chosen, parameters, desired, kind, engine.book, call, engine.client)
        if stack is None and not engine.book.enter(chosen):
            raise AwsError("AlreadyExistsException", f"Stack [{chosen.name}] already exists")
        with chosen.lock:
            chosen.change_sets[change_set.name] = change_set
        return {"Id": change_set.id, "StackId": chosen.id}

    def execute_change_set(self, call: Call, parameters: Parameters) -> None:
        stack, change_set = self.change_set(call, parameters)
        with stack.lock:
            if change_set.execution_status != "AVAILABLE":
                raise AwsError(
                    "InvalidChangeSetStatus",
                    f"ChangeSet [{change_set.id}] cannot be executed in its current status of [{change_set.status}]",
                )
            if change_set.kind == "UPDATE":
                check_updatable(stack)
            change_set.execution = "EXECUTE_IN_PROGRESS"
            if parameters.get("DisableRollback"):
                change_set.on_failure = "DO_NOTHING"
            for other in stack.change_sets.values():
                if other is not change_set and other.execution == "AVAILABLE":
                    other.execution = "OBSOLETE"
            self.engine(call).deploy(stack, change_set)

    def delete_change_set(self, call: Call, parameters: Parameters) -> None:
        stack, change_set = self.change_set(call, parameters)
        with stack.lock:
            if change_set.execution == "EXECUTE_IN_PROGRESS":
                text = f"ChangeSet [{change_set.id}] cannot be deleted while it is being executed"
                raise AwsError("InvalidChangeSetStatus", text)
            del stack.change_sets[change_set.name]

    def create_stack(self, call: Call, parameters: Parameters) -> Parameters:
        engine = self.engine(call)
        desired = read_desired(parameters, None, engine.client, self.endpoint_url)
        stack = engine.draft_stack(_checked_name(parameters))
        change_set = propose(stack, parameters, desired, "CREATE", engine.book, call, engine.client)
        if not engine.book.enter(stack):
            raise AwsError("AlreadyExistsException", f"Stack [{stack.name}] already exists")
        stack.protected = bool(parameters.get("EnableTerminationProtection"))
        engine.deploy(stack, change_set)
        return {"StackId": stack.id}

    def update_stack(self, call: Call, parameters: Parameters) -> Parameters:
        engine = self.engine(call)
        stack = self.stack(call, parameters["StackName"])
        check_updatable(stack)
        desired = read_desired(parameters, stack, engine.client, self.endpoint_url)
        change_set = propose(stack, parameters, desired, "UPDATE", engine.book, call, engine.client)
        if change_set.refusal == NO_CHANGES:
            raise validation_error("No updates are to be performed.")
        engine.deploy(stack, change_set)
        return {"StackId": stack.id}

    def delete_stack(self, call: Call, parameters: Parameters) -> None:
        engine = self.engine(call)
        stack = engine.book.find(parameters["StackName"])
        if stack is None or stack.status in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
            return  # AWS says nothing either
        with engine.book.lock, stack.lock:
            if stack.protected:
                raise validation_error(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
            if stack.in_progress:
                raise validation_error(f"Stack [{stack.name}] is in {stack.status} state and can not be deleted.")
            for export in stack.exports():
                users = engine.book.importers(export)
                if users:
                    raise validation_error(f"Export {export} cannot be deleted as it is in use by {', '.join(users)}")
            engine.remove(stack, frozenset(parameters.get("RetainResources", ())))

    def continue_update_rollback(self, call: Call, parameters: Parameters) -> None:
        stack = self.stack(call, parameters["StackName"])
        if stack.status != "UPDATE_ROLLBACK_FAILED":
            raise validation_error(f"Stack [{stack.name}] is not in UPDATE_ROLLBACK_FAILED state")
        if parameters.get("ResourcesToSkip"):
            raise validation_error("The embedded cloud does not emulate ResourcesToSkip")
        self.engine(call).continue_rollback(stack)

    def update_termination_protection(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        stack.protected = bool(parameters["EnableTerminationProtection"])
        return {"StackId": stack.id}

    def detect_stack_drift(self, call: Call, parameters: Parameters) -> Parameters:
        stack = self.stack(call, parameters["StackName"])
        if stack.in_progress or stack.status == "REVIEW_IN_PROGRESS":
            raise validation_error(f"Stack [{stack.name}] is in {stack.status} state: drift cannot be detected")
        return {"StackDriftDetectionId": self.engine(call).detect(stack)}

    def change_set(self, call: Call, parameters: Parameters) -> tuple[Stack, ChangeSet]:
        """By name and stack, or by ARN alone. Raises AwsError ChangeSetNotFound."""
        wanted = parameters["ChangeSetName"]
        if "StackName" in parameters:
            stacks = [self.stack(call, parameters["StackName"])]
        else:
            stacks = self.engine(call).book.alive()
        for stack in stacks:
            for change_set in list(stack.change_sets.values()):
                if wanted in (change_set.name, change_set.id):
                    return stack, change_set
        raise AwsError("ChangeSetNotFound", f"ChangeSet [{wanted}] does not exist")


def _checked_name(parameters: Parameters) -> str:
    name = str(parameters["StackName"])
    if len(name) > 128 or not re.fullmatch("[a-zA-Z][-a-zA-Z0-9]*", name):
        raise validation_error(
            f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must "
            "have length less than or equal to 128 and satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        )
    return name
