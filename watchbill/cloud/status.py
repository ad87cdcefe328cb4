"""CloudFormation's stack statuses, and what each asks of whoever wants to deploy."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """What must be done with a stack before or instead of a change set."""

    CREATE = "create"
    UPDATE = "update"
    WAIT = "wait"
    CLEAR = "clear"
    """Delete what a failed creation or deletion left, then create."""
    STUCK = "stuck"
    """CloudFormation itself needs a person."""


GONE = ("", "DELETE_COMPLETE")
HAS_NO_TEMPLATE = frozenset({
    "", "CREATE_FAILED", "CREATE_IN_PROGRESS", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED", "ROLLBACK_IN_PROGRESS",
})  # fmt: skip
"""Statuses in which nothing of the stack's template counts as deployed."""
NOTES = {
    "CREATE_FAILED": "left over from a failed creation: it will be deleted and made anew",
    "DELETE_FAILED": "its deletion failed: it will be deleted again and made anew",
    "REVIEW_IN_PROGRESS": "",
    "ROLLBACK_COMPLETE": "left over from a failed creation: it will be deleted and made anew",
    "ROLLBACK_FAILED": "left over from a failed creation: it will be deleted and made anew",
    "UPDATE_ROLLBACK_FAILED": "stuck: CloudFormation could not roll back its last update",
}


def is_busy(status: str) -> bool:
    """REVIEW_IN_PROGRESS is none of these: nothing happens in such a stack until a change set is executed."""
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def next_step(status: str) -> Step:
    """What a stack in `status` needs; `""` is a stack that does not exist."""
    if is_busy(status):
        return Step.WAIT
    if status in GONE or status == "REVIEW_IN_PROGRESS":
        return Step.CREATE
    if status in ("CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
        return Step.CLEAR
    return Step.STUCK if status == "UPDATE_ROLLBACK_FAILED" else Step.UPDATE


def note_on(status: str) -> str:
    """What a plan says about a stack in an odd status; empty for a healthy one."""
    if is_busy(status):
        return f"busy ({status}): something is changing it right now"
    return NOTES.get(status, "")


SUCCESSES = frozenset({
    "CREATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
})  # fmt: skip


def succeeded(status: str) -> bool:
    """Whether an operation that ended so did what it was asked to."""
    return status in SUCCESSES
