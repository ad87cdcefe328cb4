"""Progress of running canaries: a bar with the step under way on a terminal, one plain line a canary in a log."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from canaries.definition import Definition
    from canaries.report import Step
    from watchbill.cloud.render.signs import Pen


LAST_STEP = "clean up"


@contextmanager
def watch_runs(
    console: Console, pen: Pen, chosen: Sequence[Definition]
) -> Iterator[Callable[[Definition], Callable[[Step], None]]]:
    """Gives, for a canary that begins, what its steps are to be told to."""
    columns = (TextColumn("{task.description}"), BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        steps = sum(len(one.checks) + 3 for one in chosen)
        task = progress.add_task("canaries", total=steps)

        def begin(definition: Definition) -> Callable[[Step], None]:
            failed: list[str] = []

            def step(done: Step) -> None:
                progress.update(task, advance=1, description=f"{definition.key}: {done.name}")
                if done.expected:
                    failed.append(done.name)
                if done.name == LAST_STEP and not console.is_terminal:
                    said = f"failed at {failed[0]}" if failed else "passed"
                    console.print(pen(f"{definition.key}: {said}"), soft_wrap=True, highlight=False)
                if done.name == LAST_STEP:
                    failed.clear()

            return step

        yield begin
