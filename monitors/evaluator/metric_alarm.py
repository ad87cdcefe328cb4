"""The state machine of one metric or log alarm: creation, warm-up, evaluations, transitions with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator import reason
from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.log.verdict import decide_contributors, decide_results
from monitors.evaluator.point import watch
from monitors.evaluator.state import Doubt, State, Timeline, Transition
from monitors.evaluator.verdict import MISSING, UNRUN, Criterion, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.evaluator.point import Points
    from monitors.evaluator.sample import Data
    from monitors.evaluator.schedule import Schedule
    from monitors.model.alarm import Condition

MEMORY = 65_536
"""Patterns whose verdicts are remembered; a noisy alarm with a long range has more, and starts afresh."""


def evaluate(
    condition: Condition, data: Data, *, name: str, created: int, end: int, assumptions: Assumptions | None = None
) -> Timeline:
    """Every state of the alarm from `created` to `end` (seconds UTC), data from before its creation included.

    Raises MathError for math CloudWatch refuses, ValueError for a statistic, period or time zone it does not know.
    """
    chosen = assumptions or Assumptions()
    ticks, seen = watch(condition, data, created=created, end=end, assumptions=chosen)
    return _Machine(condition, chosen, ticks, seen).run(name, created, end)


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
    def __init__(self, condition: Condition, assumptions: Assumptions, ticks: Schedule, seen: Points) -> None:
        self._condition, self._assumptions, self._ticks, self._points = condition, assumptions, ticks, seen
        self._criterion = criterion(condition)
        self._judge: Callable[[bytes, Criterion, Assumptions], Verdict] = decide
        if isinstance(condition, LogCondition):
            self._judge = decide_contributors if self._criterion.contributors else decide_results
        self._verdicts: dict[bytes, Verdict] = {}
        self._transitions: list[Transition] = []
        self._doubts: list[Doubt] = []

    def run(self, name: str, created: int, end: int) -> Timeline:
        state = State.INSUFFICIENT_DATA
        self._transitions.append(Transition(at=created, state=state, previous=state, reason=reason.CREATED, quiet=True))
        warm = created + 60 * (self._condition.warm_up_minutes or 0)
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
        return Timeline(name=name, end=end, transitions=tuple(self._transitions), doubts=tuple(self._doubts))

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
        self._transitions.append(Transition(at=self._ticks.time(tick), state=after, previous=before, reason=words))
        return after

    def _note(self, verdict: Verdict, state: State, at: int) -> None:
        readings = tuple(dict.fromkeys(verdict.readings))
        if len({state if reading is None else reading for reading in readings}) == 1:
            return
        last = self._doubts[-1] if self._doubts else None
        step = self._ticks.cell * self._ticks.stride
        if last is not None and last.reason == verdict.doubt and last.readings == readings and at - last.until == step:
            self._doubts[-1] = Doubt(at=last.at, until=at, reason=last.reason, readings=readings)
        else:
            self._doubts.append(Doubt(at=at, until=at, reason=verdict.doubt, readings=readings))
