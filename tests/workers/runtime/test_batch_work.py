"""The batch engine: order, retries of what failed only, deadline, poison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workers.runtime.batch import Entry, Poison, Report, Result, Retry, work
from workers.runtime.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PLENTY = Deadline(lambda: 60_000, 1.0)


def run(
    results: dict[str, list[Result]], *, ordered: bool, size: int = 2, deadline: Deadline = PLENTY
) -> tuple[Report[str], list[list[str]], list[float]]:
    """Work six entries through a step that answers each in turn with its results, then done."""
    tries: list[list[str]] = []
    pauses: list[float] = []

    def step(entries: Sequence[Entry[str]]) -> list[Result]:
        tries.append([entry.id for entry in entries])
        return [results[entry.id].pop(0) if results.get(entry.id) else None for entry in entries]

    entries = [Entry(str(n), "x") for n in range(6)]
    report = work(entries, step, size=size, ordered=ordered, deadline=deadline, sleep=pauses.append)
    return report, tries, pauses


def test_only_what_failed_is_tried_again_with_growing_pauses() -> None:
    report, tries, pauses = run({"2": [Retry("busy"), Retry("busy")]}, ordered=True)
    assert tries == [["0", "1"], ["2", "3"], ["2"], ["2"], ["4", "5"]]
    assert len(report.done) == 6
    assert 0.05 <= pauses[0] <= 0.1 <= pauses[1] <= 0.2


CASES: dict[str, tuple[bool, list[str], int]] = {
    "an ordered source stops there and names the first": (True, ["2"], 2),
    "an unordered one goes on and names each": (False, ["2", "5"], 3),
}


@pytest.mark.parametrize(("ordered", "named", "steps"), CASES.values(), ids=CASES)
def test_after_a_failure(ordered: bool, named: list[str], steps: int) -> None:
    always = {name: [Retry("down")] * 3 for name in ("2", "5")}
    report, tries, _ = run(always, ordered=ordered)  # type: ignore[arg-type]
    assert [f["itemIdentifier"] for f in report.response(ordered=ordered)["batchItemFailures"]] == named
    assert len({step[0] for step in tries if len(step) == 2}) == steps


def test_poison_is_neither_retried_nor_reported() -> None:
    report, tries, _ = run({"1": [Poison("bad")]}, ordered=True)
    assert [(entry.id, cause) for entry, cause in report.poison] == [("1", "bad")]
    assert report.response(ordered=True) == {"batchItemFailures": []}
    assert len(tries) == 3


def test_nothing_is_started_once_the_deadline_is_near() -> None:
    left = iter([60_000, 60_000])
    report, tries, _ = run({}, ordered=False, deadline=Deadline(lambda: next(left, 500), 1.0))
    assert tries == [["0", "1"], ["2", "3"]]
    assert [entry.id for entry in report.unreached] == ["4", "5"]


def test_a_short_function_keeps_a_quarter_in_reserve(context: Callable[[], object]) -> None:
    class Short:
        function_name = aws_request_id = ""

        def get_remaining_time_in_millis(self) -> int:
            return 4_000

    assert Deadline.of(Short()).reserve_seconds == 1.0
