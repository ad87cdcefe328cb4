"""Progress in CI: a line when a stack begins, when it ends, and a sign of life between."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from watchbill.cloud.outcome import Outcome, Result, Step
from watchbill.cloud.render.progress import LineProgress, LiveProgress, progress_for
from watchbill.cloud.render.signs import Pen

FAILURE = Outcome(
    stack="b",
    result=Result.FAILED,
    status="UPDATE_ROLLBACK_COMPLETE",
    resource="AWS::SQS::Queue Q",
    reason='Resource handler returned message: "exists (Service: Sqs)" (RequestToken: 1, HandlerErrorCode: X)',
    advice="correct it",
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _console() -> Console:
    return Console(file=io.StringIO(), width=200, highlight=False)


def _text(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_lines_tell_beginnings_ends_and_life() -> None:
    console, clock = _console(), Clock()
    progress = LineProgress(console, Pen(unicode=True), clock)
    progress.step(Step(stack="a", doing="preparing"))
    progress.step(Step(stack="a", doing="creating", done=0, total=9))
    for clock.now in (1.0, 19.0, 21.0, 22.0):
        progress.step(Step(stack="a", doing="creating", done=5, total=9))
    progress.end(Outcome(stack="a", result=Result.CREATED))
    assert _text(console) == ["a: creating 0/9", "a: creating 5/9", "✓ a created in 22.0 s"]


@pytest.mark.parametrize(
    ("outcome", "lines"),
    [
        (
            FAILURE,
            [
                "✗ b failed in 0.0 s (UPDATE_ROLLBACK_COMPLETE)",
                "    AWS::SQS::Queue Q: exists (Service: Sqs)",
                "    correct it",
            ],
        ),
        (Outcome(stack="c", result=Result.SKIPPED, reason="b comes before it"), ["✗ c skipped: b comes before it"]),
        (Outcome(stack="d", result=Result.UNCHANGED), ["✓ d unchanged"]),
        (
            Outcome(stack="e", result=Result.REMOVED, retained=("Table",)),
            ["✓ e removed in 0.0 s", "    kept in the account: Table"],
        ),
    ],
    ids=["failed", "skipped", "unchanged", "retained"],
)
def test_an_end_says_why(outcome: Outcome, lines: list[str]) -> None:
    console = _console()
    LineProgress(console, Pen(unicode=True)).end(outcome)
    assert _text(console) == lines


def test_a_terminal_gets_bars_ci_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    assert isinstance(progress_for(terminal, Pen(unicode=True), 1), LiveProgress)
    assert isinstance(progress_for(_console(), Pen(unicode=True), 1), LineProgress)
    monkeypatch.setenv("CI", "true")
    assert isinstance(progress_for(terminal, Pen(unicode=True), 1), LineProgress)
