"""Progress on stderr: a live table on a terminal, one line an event in CI."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from watchbill.cloud.outcome import Result
from watchbill.cloud.wording import say_reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from rich.console import Console

    from watchbill.cloud.outcome import Outcome, Step
    from watchbill.cloud.render.signs import Pen

STYLES = {
    Result.CREATED: "green", Result.UPDATED: "green", Result.UNCHANGED: "dim", Result.REMOVED: "green",
    Result.FAILED: "bold red", Result.SKIPPED: "magenta", Result.INTERRUPTED: "magenta",
}  # fmt: skip
BAR = 16  # columns
QUIET_SECONDS = 20.0
"""CI lines: a stack that only goes on is mentioned so often, so that nobody takes the job for dead."""


class LineProgress:
    """Plain lines: when a stack begins, when it ends, and a sign of life between."""

    def __init__(self, console: Console, pen: Pen, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._pen, self._clock = console, pen, clock
        self._told: dict[str, tuple[str, float]] = {}
        self._began: dict[str, float] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def step(self, step: Step) -> None:
        with self._lock:
            now = self._clock()
            self._began.setdefault(step.stack, now)
            doing, told = self._told.get(step.stack, ("", 0.0))
            if step.doing == doing and now - told < QUIET_SECONDS:
                return
            self._told[step.stack] = (step.doing, now)
            count = f" {step.done}/{step.total}" if step.total else ""
            if step.doing != "preparing":
                self._console.print(Text(f"{step.stack}: {step.doing}{count}", "dim"), soft_wrap=True)

    def end(self, outcome: Outcome) -> None:
        with self._lock:
            now = self._clock()
            seconds = now - self._began.get(outcome.stack, now)
            self._console.print(describe_end(outcome, seconds, self._pen), soft_wrap=True)


class LiveProgress:
    """Stacks under way with bars; finished ones scroll up above."""

    def __init__(self, console: Console, pen: Pen, total: int) -> None:
        self._console, self._pen, self._total = console, pen, total
        self._steps: dict[str, tuple[Step, float]] = {}
        self._ended = 0
        self._lock = threading.Lock()
        self._live = Live(console=console, get_renderable=self._table, refresh_per_second=8, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def step(self, step: Step) -> None:
        with self._lock:
            began = self._steps.get(step.stack, (step, time.monotonic()))[1]
            self._steps[step.stack] = (step, began)

    def end(self, outcome: Outcome) -> None:
        with self._lock:
            now = time.monotonic()
            _, began = self._steps.pop(outcome.stack, (None, now))
            self._ended += 1
            end = describe_end(outcome, now - began, self._pen)
        self._live.console.print(end, soft_wrap=True)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        with self._lock:
            running, ended = sorted(self._steps.items()), self._ended
        now = time.monotonic()
        for name, (step, began) in running:
            bar = ProgressBar(total=max(step.total, 1), completed=step.done, width=BAR)
            count = f"{step.done}/{step.total}" if step.total else ""
            table.add_row(f"  {name}", step.doing, bar, count, f"{now - began:.0f} s", Text(step.resource, "dim"))
        table.add_row(Text(f"  {ended} of {self._total} stacks", "bold"))
        return table


def describe_end(outcome: Outcome, seconds: float, pen: Pen) -> Text:
    """`✓ name created in 3.2 s`; a failure with its resource, its reason and what to do, each on its own line."""
    style = STYLES[outcome.result]
    brief = outcome.result in (Result.SKIPPED, Result.INTERRUPTED)
    took = "" if brief or outcome.result is Result.UNCHANGED else f" in {seconds:.1f} s"
    parts = [
        ("✓ " if outcome.well else "✗ ", style),
        (outcome.stack, "" if outcome.well else style),
        (f" {outcome.result.value}{took}", "dim" if outcome.well else style),
        (f": {outcome.reason}" if brief else "", ""),
    ]
    if outcome.result is Result.FAILED:
        parts += [
            (f" ({outcome.status})" if outcome.status else "", "dim"),
            (f"\n    {outcome.resource or 'stack'}: ", "bold"),
            (say_reason(outcome.reason), ""),
            (f"\n    {outcome.advice}" if outcome.advice else "", "dim"),
        ]
    if outcome.retained:
        parts.append((f"\n    kept in the account: {', '.join(outcome.retained)}", "yellow"))
    return Text.assemble(*((pen(words), style) for words, style in parts if words))


def progress_for(console: Console, pen: Pen, total: int) -> LineProgress | LiveProgress:
    """Live where a person watches; lines in CI, in pipes and in dumb terminals."""
    import os

    if console.is_terminal and not console.is_dumb_terminal and "CI" not in os.environ:
        return LiveProgress(console, pen, total)
    return LineProgress(console, pen)
