"""Which state changes tell somebody, and what holds them back: suppressors and mute rules."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitors.evaluator.state import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from monitors.evaluator.state import Timeline

DISCARDED_BY_SUPPRESSOR = "wait period discarded: the suppressor went into ALARM"


class Fate(StrEnum):
    """What became of an action."""

    RAN = "ran"
    SUPPRESSED = "suppressed"
    MUTED = "muted"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The actions of one state: run at `at`, or held back since `at`. `why` is empty for those that simply ran."""

    at: int
    state: State
    fate: Fate
    why: str = ""


def of_changes(timeline: Timeline, tells: Collection[State]) -> list[Action]:
    """An action for every change to a state in `tells`; none at creation or in warm-up."""
    return [
        Action(at=change.at, state=change.state, fate=Fate.RAN)
        for change in timeline.transitions
        if change.state in tells and not change.quiet
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """ActionsSuppressor with ActionsSuppressorWaitPeriod and -ExtensionPeriod, in seconds."""

    suppressor: Timeline
    wait: int
    extension: int


def suppress(actions: Sequence[Action], suppression: Suppression, end: int) -> list[Action]:
    """What a composite's suppressor makes of its actions, up to `end` (seconds UTC)."""
    holder = Holder(suppression.wait, suppression.extension)
    # At the same second a timer ends first, then the suppressor changes, then the composite.
    changes: list[tuple[int, int, object]] = [(action.at, 1, action) for action in actions]
    changes += [(change.at, 0, change.state is State.ALARM) for change in suppression.suppressor.transitions]
    for at, _, what in sorted(changes, key=lambda entry: entry[:2]):
        holder.expire(at)
        if isinstance(what, Action):
            holder.change(what)
        else:
            holder.switch(at, active=bool(what))
    holder.expire(end)
    return holder.found


class Holder:
    """One pending action at most, and one timer: the wait after a change, or the extension after the suppressor.

    Told of everything in the order in which it happens; `found` is what became of the actions so far. `wait` and
    `extension` are seconds.
    """

    def __init__(self, wait: int, extension: int) -> None:
        self.found: list[Action] = []
        self.due: int | None = None
        self._wait, self._extension = wait, extension
        self._active = False
        self._pending: Action | None = None
        self._period = ""

    @property
    def holds_by(self) -> str:
        """ActionsSuppressedBy: `Alarm`, `WaitPeriod`, `ExtensionPeriod`, or empty while nothing is held."""
        if self._pending is None:
            return ""
        return "Alarm" if self._active else f"{self._period.capitalize()}Period"

    def expire(self, now: int) -> None:
        """Let time pass up to `now`: a timer that ends runs what it held."""
        if self._pending is not None and self.due is not None and self.due <= now:
            why = f"after the {self._period} period"
            self.found.append(Action(at=self.due, state=self._pending.state, fate=Fate.RAN, why=why))
            self._pending = self.due = None

    def change(self, action: Action) -> None:
        """The composite changed, which calls for `action`."""
        if self._pending is not None and self.due is not None:
            why = f"{self._period} period discarded: the alarm changed to {action.state}"
            self.found.append(Action(at=action.at, state=self._pending.state, fate=Fate.DISCARDED, why=why))
        self._pending = action
        if self._active:
            self.due = None
            self._hold(action.at, "the suppressor is in ALARM")
        else:
            self.due, self._period = action.at + self._wait, "wait"

    def switch(self, at: int, *, active: bool) -> None:
        """The suppressor went into ALARM, or left it."""
        if active == self._active:
            return
        self._active = active
        if self._pending is None:
            return
        if active:
            self.due = None
            self._hold(at, DISCARDED_BY_SUPPRESSOR)
        else:
            self.due, self._period = at + self._extension, "extension"

    def _hold(self, at: int, why: str) -> None:
        assert self._pending is not None  # noqa: S101 - both callers have one
        self.found.append(Action(at=at, state=self._pending.state, fate=Fate.SUPPRESSED, why=why))


def mute(actions: Sequence[Action], timeline: Timeline, windows: Iterable[tuple[int, int]]) -> list[Action]:
    """Actions inside a window (from, until; seconds UTC) are muted; at its end the last one runs if its state still is.

    Muting takes precedence over suppressing, so it is applied last.
    """
    found = list(actions)
    for start, until in sorted(windows):
        muted = [place for place, action in enumerate(found) if action.fate is Fate.RAN and start <= action.at < until]
        for place in muted:
            found[place] = Action(
                at=found[place].at, state=found[place].state, fate=Fate.MUTED, why="a mute rule is active"
            )
        if muted and until <= timeline.end and found[muted[-1]].state is timeline.state_at(until):
            again = Action(
                at=until, state=found[muted[-1]].state, fate=Fate.RAN, why="run again at the end of the mute window"
            )
            found.insert(bisect_right(found, until, key=lambda action: action.at), again)
    return found
