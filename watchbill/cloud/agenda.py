"""What may start now: tasks that follow others, taken side by side, skipped where what they follow has failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that will not run, and the failed one that it follows."""

    name: str
    because: str


class Agenda:
    """Keeps the order of tasks; knows no threads and no time. Names that are no task of this agenda count as done."""

    def __init__(self, after: Mapping[str, Iterable[str]]) -> None:
        """`after` maps each task to those it follows. Raises ValueError naming the tasks of a cycle."""
        self._after = {name: {other for other in others if other in after} for name, others in after.items()}
        self._waiting = list(after)
        self._running: set[str] = set()
        self._done: set[str] = set()
        self._refuse_cycle()

    @property
    def finished(self) -> bool:
        return not self._waiting and not self._running

    def take(self) -> str | None:
        """The next task that may start, now running; None while all that is left waits for others."""
        for name in self._waiting:
            if self._after[name] <= self._done:
                self._waiting.remove(name)
                self._running.add(name)
                return name
        return None

    def finish(self, name: str, *, well: bool) -> list[Skipped]:
        """Note a task's end. A bad one takes with it, in the agenda's order, all that follows it."""
        self._running.remove(name)
        if well:
            self._done.add(name)
            return []
        lost, skipped = {name}, []
        while found := next((other for other in self._waiting if self._after[other] & lost), None):
            self._waiting.remove(found)
            lost.add(found)
            skipped.append(Skipped(found, name))
        return skipped

    def abandon(self) -> list[str]:
        """Start nothing more. Returns what was still waiting."""
        left, self._waiting = self._waiting, []
        return left

    def _refuse_cycle(self) -> None:
        left = dict(self._after)
        while free := [name for name, others in left.items() if not others & left.keys()]:
            for name in free:
                del left[name]
        if left:
            raise ValueError(f"these follow one another in a circle: {', '.join(sorted(left))}")
