"""Reading an operation off its events: its start, its end, and the failure that all others followed from."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from watchbill.cloud.operation import Ending, Event, Interrupted, follow

STACK = "arn:stack"


def answer(number: int, status: str, logical_id: str = "", reason: str = "") -> dict[str, Any]:
    """One event of DescribeStackEvents; without a logical id it is about the stack itself."""
    return {
        "EventId": str(number),
        "StackId": STACK,
        "LogicalResourceId": logical_id or "stack",
        "PhysicalResourceId": logical_id or STACK,
        "ResourceType": "AWS::SQS::Queue",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


EARLIER = [answer(1, "CREATE_IN_PROGRESS"), answer(2, "CREATE_COMPLETE", "Q"), answer(3, "CREATE_COMPLETE")]
UPDATE = [
    answer(4, "UPDATE_IN_PROGRESS"),
    answer(5, "UPDATE_IN_PROGRESS", "Q"),
    answer(6, "UPDATE_COMPLETE", "Q"),
    answer(7, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    answer(8, "UPDATE_COMPLETE"),
]


class History:
    """Answers as CloudFormation would while events arrive: each look sees `pace` more of them, newest first."""

    def __init__(self, events: list[dict[str, Any]], shown: int, pace: int) -> None:
        self.events, self.shown, self.pace = events, shown, pace

    def pages(self, _service: str, _operation: str, _key: str, **_parameters: Any) -> list[dict[str, Any]]:
        self.shown += self.pace
        return self.events[: self.shown][::-1]


def _follow(history: History, since: str) -> tuple[Ending, list[int]]:
    seen: list[int] = []
    ending = follow(history, STACK, lambda events: seen.append(len(events)), threading.Event(), since=since)  # type: ignore[arg-type]
    return ending, seen


@pytest.mark.parametrize("pace", [1, 2, 8])
@pytest.mark.parametrize("since", ["3", ""])
def test_an_operation_is_followed_from_its_start_to_its_end(pace: int, since: str) -> None:
    ending, seen = _follow(History([*EARLIER, *UPDATE], 4, pace), since)
    assert ending.status == "UPDATE_COMPLETE"
    assert [event.id for event in ending.events] == ["4", "5", "6", "7", "8"]
    assert seen == sorted(seen)


def test_the_end_of_the_operation_before_is_not_taken_for_this_ones() -> None:
    """ExecuteChangeSet has returned, and its first event is not yet to be read."""
    ending, _ = _follow(History([*EARLIER, *UPDATE], 2, 1), "3")
    assert ending.status == "UPDATE_COMPLETE"


def test_watching_can_be_given_up() -> None:
    halt = threading.Event()
    halt.set()
    with pytest.raises(Interrupted):
        follow(History(EARLIER[:2], 2, 0), STACK, lambda events: None, halt)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failures", "cause"),
    [
        ([("A", "Resource creation cancelled"), ("B", "it exists"), ("C", "too late")], "B"),
        ([("A", "first"), ("B", "second")], "A"),
        ([], None),
    ],
    ids=["cancelled-is-no-cause", "first", "none"],
)
def test_the_cause_is_the_first_failure_that_was_not_a_cancellation(
    failures: list[tuple[str, str]], cause: str | None
) -> None:
    events = [
        Event(id=name, logical_id=name, type="T", status="CREATE_FAILED", reason=reason, own=False)
        for name, reason in failures
    ]
    found = Ending(status="ROLLBACK_COMPLETE", events=events).cause
    assert (found.logical_id if found else None) == cause
