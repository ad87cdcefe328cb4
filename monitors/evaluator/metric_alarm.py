"""The state machine of one metric or log alarm: creation, warm-up, evaluations, transitions with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator import reason
from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.log.verdict import decide_contributors, decide_results
from monitors.evaluator.point import watch
from monitors.evaluator.state import Doubt, State, Timeline, Transition
from monitors.evaluator.verdict import MISSING, UNRUN, Criterion, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitors.evaluator.sample import Data
    from monitors.model.alarm import Condition

MEMORY = 65_536
"""Patterns whose verdicts are remembered; a noisy alarm with a long range has more, and starts afresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an alarm stands between two evaluations: its state, and until when it warms up (seconds UTC)."""

    state: State
    warm: int

    @classmethod
    def initial(cls, condition: Condition, created: int) -> Standing:
        return cls(state=State.INSUFFICIENT_DATA, warm=created + 60 * (condition.warm_up_minutes or 0))


def evaluate(
    condition: Condition, data: Data, *, name: str, created: int, end: int, assumptions: Assumptions | None = None
) -> Timeline:
    """Every state of the alarm from `created` to `end` (seconds UTC), data from before its creation included.

    Raises MathError for math CloudWatch refuses, ValueError for a statistic, period or time zone it does not know.
    """
    state = State.INSUFFICIENT_DATA
    creation = Transition(at=created, state=state, previous=state, reason=reason.CREATED, quiet=True)
    machine = _Machine(condition, data, assumptions or Assumptions(), created, end)
    machine.run(Standing.initial(condition, created))
    return Timeline(name=name, end=end, transitions=(creation, *machine.transitions), doubts=tuple(machine.doubts))


def resume(
    condition: Condition,
    data: Data,
    standing: Standing,
    *,
    since: int,
    end: int,
    assumptions: Assumptions | None = None,
) -> tuple[Standing, Sequence[Transition]]:
    """The changes after `since`, at which the alarm stood as told, up to `end`; and how it stands then.

    For whoever evaluates as time passes. `data` needs to hold no more than the evaluation range (`reach`).
    """
    machine = _Machine(condition, data, assumptions or Assumptions(), since, end)
    return machine.run(standing), machine.transitions


def reach(condition: Condition) -> int:
    """How many seconds before the moment of an evaluation the oldest sample that it reads may lie."""
    # One window more than the widest range: wall-clock windows end up to a period ago.
    return condition.period * (condition.evaluation_periods + Assumptions().extra_points + 1)


def criterion(condition: Condition) -> Criterion:
    """What decides about patterns of this alarm's points."""
    spaces = {entry.metric.namespace for entry in condition.series if entry.metric is not None}
    return Criterion(
        evaluation_periods=condition.evaluation_periods,
        datapoints_to_alarm=condition.datapoints_to_alarm,
        missing_data=condition.missing_data,
        dynamodb=spaces == {"AWS/DynamoDB"},
        contributors=isinstance(condition, LogCondition) and bool(condition.aggregation.fields),
    )


class _Machine:
    def __init__(self, condition: Condition, data: Data, assumptions: Assumptions, since: int, end: int) -> None:
        self._condition, self._assumptions = condition, assumptions
        self._ticks, self._points = watch(condition, data, created=since, end=end, assumptions=assumptions)
        self._criterion = criterion(condition)
        self._judge: Callable[[bytes, Criterion, Assumptions], Verdict] = decide
        if isinstance(condition, LogCondition):
            self._judge = decide_contributors if self._criterion.contributors else decide_results
        self._verdicts: dict[bytes, Verdict] = {}
        self.transitions: list[Transition] = []
        self.doubts: list[Doubt] = []

    def run(self, standing: Standing) -> Standing:
        state, warm = standing.state, standing.warm
        verdicts = self._verdicts
        for tick, pattern in enumerate(self._points.patterns()):
            verdict = verdicts.get(pattern) or self._decide(pattern)
            if (verdict.state is None or verdict.state is state) and not verdict.doubt:
                continue
            at = self._ticks.time(tick)
            if at < warm:
                if not self._fills_window(pattern):
                    continue
                warm = at
            if verdict.doubt:
                self._note(verdict, state, at)
            if verdict.state is not None and verdict.state is not state:
                state = self._change(tick, pattern, verdict, state, verdict.state)
        return Standing(state=state, warm=warm)

    def _decide(self, pattern: bytes) -> Verdict:
        if len(self._verdicts) >= MEMORY:
            self._verdicts.clear()
        verdict = self._verdicts[pattern] = self._judge(pattern, self._criterion, self._assumptions)
        return verdict

    def _fills_window(self, pattern: bytes) -> bool:
        """Whether a warm-up ends early."""
        if self._condition.warm_up_whole:
            return False
        return UNRUN not in pattern and MISSING not in pattern[-self._condition.evaluation_periods :]

    def _change(self, tick: int, pattern: bytes, verdict: Verdict, before: State, after: State) -> State:
        row, starts = self._points.row(tick)
        words = verdict.told or reason.explain(self._condition, after, verdict, pattern, row, starts)
        seen = tuple((starts[-age], row[-age]) for age in verdict.evaluated)
        at = self._ticks.time(tick)
        self.transitions.append(Transition(at=at, state=after, previous=before, reason=words, seen=seen))
        return after

    def _note(self, verdict: Verdict, state: State, at: int) -> None:
        readings = tuple(dict.fromkeys(verdict.readings))
        if len({state if reading is None else reading for reading in readings}) == 1:
            return
        last = self.doubts[-1] if self.doubts else None
        step = self._ticks.cell * self._ticks.stride
        if last is not None and last.reason == verdict.doubt and last.readings == readings and at - last.until == step:
            self.doubts[-1] = Doubt(at=last.at, until=at, reason=last.reason, readings=readings)
        else:
            self.doubts.append(Doubt(at=at, until=at, reason=verdict.doubt, readings=readings))
