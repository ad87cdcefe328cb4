"""The work on one stack, whatever an earlier run left behind: wait, clear, change set, execute, follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.cloud.change_set import propose_change, withdraw
from watchbill.cloud.operation import Ending, Interrupted, follow, newest_event
from watchbill.cloud.outcome import Outcome, Progress, Result, Step
from watchbill.cloud.status import Step as Need
from watchbill.cloud.status import next_step, succeeded

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from watchbill.cloud.change_set import Order
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.operation import Event

CONTINUE = "aws cloudformation continue-update-rollback"


class StackWork:
    """Deploys or deletes one stack at a time. One object serves many threads."""

    def __init__(self, connection: Connection, progress: Progress, halt: threading.Event) -> None:
        self._connection = connection
        self._progress = progress
        self._halt = halt
        self._client = connection.client("cloudformation")

    def deploy(self, order: Order) -> Outcome:
        """Bring the stack to `order`. A failure has rolled back by the time this returns."""
        try:
            if refused := self._settle(order.name):
                return refused
            return self._change(order)
        except Interrupted:
            return Outcome(stack=order.name, result=Result.INTERRUPTED, reason="CloudFormation goes on with it")

    def delete(self, name: str, total: int = 0) -> Outcome:
        """Delete the stack; one that is already gone is fine."""
        try:
            status, stack_id = self._describe(name)
            if next_step(status) is Need.WAIT:
                self._await(name, stack_id, "waiting", 0)
                status, stack_id = self._describe(name)
            if not stack_id:
                return Outcome(stack=name, result=Result.REMOVED)
            ending = self._delete(name, stack_id, total)
        except Interrupted:
            return Outcome(stack=name, result=Result.INTERRUPTED, reason="CloudFormation goes on with it")
        if succeeded(ending.status):
            return Outcome(stack=name, result=Result.REMOVED, retained=ending.skipped)
        return _failure(name, ending, "correct the cause, then run the same command again")

    def _settle(self, name: str) -> Outcome | None:
        """Bring the stack into a status that takes a change set; an outcome where that cannot be done."""
        status, stack_id = self._describe(name)
        if next_step(status) is Need.WAIT:
            self._await(name, stack_id, "waiting for an earlier run", 0)
            status, stack_id = self._describe(name)
        if next_step(status) is Need.STUCK:
            return Outcome(
                stack=name,
                result=Result.FAILED,
                status=status,
                reason="CloudFormation could not roll back its last update",
                advice=f"correct what its events name, then: {CONTINUE} --stack-name {name}",
            )
        if next_step(status) is Need.CLEAR:
            ending = self._delete(name, stack_id, 0)
            if not succeeded(ending.status):
                return _failure(name, ending, "delete what holds it, then deploy again")
        return None

    def _change(self, order: Order) -> Outcome:
        status, _ = self._describe(order.name)
        creating = next_step(status) is Need.CREATE
        self._progress.step(Step(stack=order.name, doing="preparing", total=order.resources))
        change_set = propose_change(self._client, order, self._halt, creating=creating)
        if change_set.refusal:
            withdraw(self._client, change_set)
            if change_set.empty:
                return Outcome(stack=order.name, result=Result.UNCHANGED)
            advice = "nothing was changed"
            return Outcome(stack=order.name, result=Result.FAILED, reason=change_set.refusal, advice=advice)
        since = newest_event(self._connection, change_set.stack_id)
        self._client.execute_change_set(ChangeSetName=change_set.id)
        doing = "creating" if creating else "updating"
        ending = self._await(order.name, change_set.stack_id, doing, order.resources, since)
        if succeeded(ending.status):
            return Outcome(stack=order.name, result=Result.CREATED if creating else Result.UPDATED)
        advice = "correct it and deploy again" + ("" if creating else "; the stack is as it was before")
        return _failure(order.name, ending, advice)

    def _delete(self, name: str, stack_id: str, total: int) -> Ending:
        empty = self._describe(stack_id)[0] == "REVIEW_IN_PROGRESS"
        since = newest_event(self._connection, stack_id)
        self._client.delete_stack(StackName=stack_id)
        if empty:  # it goes without a word: there are no events to follow
            return Ending(status="DELETE_COMPLETE", events=())
        return self._await(name, stack_id, "deleting", total, since)

    def _await(self, name: str, stack_id: str, doing: str, total: int, since: str = "") -> Ending:
        def tell(events: Sequence[Event]) -> None:
            about = [event for event in events if not event.own]
            done = {e.logical_id for e in about if e.status.endswith(("_COMPLETE", "_SKIPPED"))}
            rolling_back = any(event.own and "ROLLBACK" in event.status for event in events)
            self._progress.step(
                Step(
                    stack=name,
                    doing="rolling back" if rolling_back else doing,
                    done=len(done),
                    total=max(total, len(done)),
                    resource=about[-1].logical_id if about else "",
                )
            )

        return follow(self._connection, stack_id, tell, self._halt, since=since)

    def _describe(self, name: str) -> tuple[str, str]:
        """Status and id; empty texts where there is no such stack."""
        from botocore.exceptions import ClientError

        try:
            stack = self._client.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return "", ""
            raise
        return stack["StackStatus"], stack["StackId"]


def _failure(name: str, ending: Ending, advice: str) -> Outcome:
    cause = ending.cause
    return Outcome(
        stack=name,
        result=Result.FAILED,
        status=ending.status,
        resource=f"{cause.type} {cause.logical_id}" if cause else "",
        reason=cause.reason if cause else ending.reason,
        advice=advice,
    )
