"""Runs an agenda's tasks in threads, a few at a time."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from watchbill.cloud.outcome import Outcome, Result

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from watchbill.cloud.agenda import Agenda
    from watchbill.cloud.outcome import Progress


def run_agenda(
    agenda: Agenda, work: Callable[[str], Outcome], progress: Progress, halt: threading.Event, workers: int
) -> dict[str, Outcome]:
    """Every task's outcome by name, told to `progress` as it ends. Ctrl-C sets `halt`, so that `work` stops waiting."""
    outcomes: dict[str, Outcome] = {}

    def end(outcome: Outcome) -> None:
        outcomes[outcome.stack] = outcome
        progress.end(outcome)

    with ThreadPoolExecutor(workers, thread_name_prefix="stack") as pool:
        running: dict[Future[Outcome], str] = {}
        while not agenda.finished:
            while len(running) < workers and (name := agenda.take()):
                running[pool.submit(work, name)] = name
            try:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
            except KeyboardInterrupt:
                halt.set()
                for name in agenda.abandon():
                    end(Outcome(stack=name, result=Result.INTERRUPTED, reason="not begun"))
                continue
            for future in done:
                name = running.pop(future)
                end(_result(name, future))
                for lost in agenda.finish(name, well=outcomes[name].well):
                    end(Outcome(stack=lost.name, result=Result.SKIPPED, reason=f"{lost.because} comes before it"))
    return outcomes


def _result(name: str, future: Future[Outcome]) -> Outcome:
    """One stack's refusal by AWS must not take down the others' reports."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return future.result()
    except (BotoCoreError, ClientError) as error:
        return Outcome(stack=name, result=Result.FAILED, reason=str(error), advice="see the message, then deploy again")
