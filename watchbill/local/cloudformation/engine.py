"""Starts the runs of one region's stacks, each in a thread of its own, so that progress can be watched."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation.deployment import Deployment, finish_rollback
from watchbill.local.cloudformation.drift import detect_drift
from watchbill.local.cloudformation.life import overlay
from watchbill.local.cloudformation.removal import remove_stack
from watchbill.local.cloudformation.stack import Stack, StackBook, now
from watchbill.local.cloudformation.step import Steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchbill.local.api.service import Call
    from watchbill.local.cloudformation.changeset import ChangeSet


class Engine:
    """The stacks of one region and the threads that work on them."""

    def __init__(self, call: Call, client: Callable[[str], Any]) -> None:
        self.book = StackBook()
        self.client = client
        self._call = call
        self._threads: list[threading.Thread] = []
        self.detections: dict[str, dict[str, Any]] = {}
        self.drifts: dict[str, list[dict[str, Any]]] = {}

    def draft_stack(self, name: str) -> Stack:
        """A stack that nobody sees yet: it is entered into the book once its first proposal stands."""
        stack = Stack(name=name, id=self._call.arn("cloudformation", f"stack/{name}/{uuid.uuid4()}"))
        stack.become("REVIEW_IN_PROGRESS", "User Initiated")
        return stack

    def deploy(self, stack: Stack, change_set: ChangeSet) -> None:
        """Execute a change set. The stack is IN_PROGRESS when this returns."""
        with stack.lock:
            verb = "CREATE" if stack.desired is None else "UPDATE"
            stack.become(f"{verb}_IN_PROGRESS", "User Initiated")
            stack.notification_arns, stack.role = change_set.notification_arns, change_set.role
            stack.change_set_id = change_set.id
            stack.resources = overlay(stack.resources, change_set.life)
            if verb == "UPDATE":
                stack.updated = now()
            run = Deployment(stack, change_set.desired, self.book, self._call, self.client, change_set.on_failure)
        self._start(lambda: self._deploy(stack, change_set, run))

    def _deploy(self, stack: Stack, change_set: ChangeSet, run: Deployment) -> None:
        run.run()
        done = stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        change_set.execution = "EXECUTE_COMPLETE" if done else "EXECUTE_FAILED"
        if change_set.on_failure == "DELETE" and stack.status == "ROLLBACK_COMPLETE":
            stack.become("DELETE_IN_PROGRESS")
            remove_stack(stack, self.book, self._call, self.client, frozenset())

    def remove(self, stack: Stack, retained: frozenset[str]) -> None:
        stack.become("DELETE_IN_PROGRESS", "User Initiated")
        self._start(lambda: remove_stack(stack, self.book, self._call, self.client, retained))

    def continue_rollback(self, stack: Stack) -> None:
        """Take the steps that a failed rollback left over."""
        stack.become("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
        self._start(lambda: finish_rollback(stack, list(stack.unfinished), [], "UPDATE_"))

    def detect(self, stack: Stack) -> str:
        """Start a drift detection and return its id."""
        identity = str(uuid.uuid4())
        detection: dict[str, Any] = {
            "StackId": stack.id,
            "StackDriftDetectionId": identity,
            "DetectionStatus": "DETECTION_IN_PROGRESS",
            "Timestamp": now(),
        }
        self.detections[identity] = detection
        self._start(lambda: self._detect(stack, detection))
        return identity

    def _detect(self, stack: Stack, detection: dict[str, Any]) -> None:
        try:
            drifts = detect_drift(stack, Steps(stack, self._call, self.client))
        except Exception as error:  # noqa: BLE001 - a thread's end: the answer must say what happened
            detection |= {"DetectionStatus": "DETECTION_FAILED", "DetectionStatusReason": str(error)}
            return
        self.drifts[stack.id] = drifts
        drifted = sum(drift["StackResourceDriftStatus"] != "IN_SYNC" for drift in drifts)
        detection |= {"StackDriftStatus": stack.drift, "DriftedStackResourceCount": drifted}
        detection["DetectionStatus"] = "DETECTION_COMPLETE"

    def join(self) -> None:
        """Wait for everything under way."""
        for thread in list(self._threads):
            thread.join()

    def _start(self, work: Callable[[], None]) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name="stack", daemon=True)
        self._threads.append(thread)
        thread.start()
