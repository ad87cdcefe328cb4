"""The documented algorithm for missing data, M of N and the evaluation range: one pattern of points → one verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from monitors.evaluator.assumption import Assumptions, Reach, Young
from monitors.evaluator.state import State
from monitors.model.alarm import MissingData

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEALTHY, BREACHING, MISSING, TOO_FEW, UNRUN = range(5)
"""What a point is. TOO_FEW: a percentile of too few samples, which an alarm set to ignore them must not judge. UNRUN:
the result of a log alarm's query before the alarm was made."""
_MISSING = bytes([MISSING])

NO_LONGER_IN_PERIODS = "a lone breaching point is older than the evaluation periods, yet inside the evaluation range"
TOO_YOUNG = "all points breach, but fewer than M, and they are too new for a premature alarm"
DYNAMODB = "AWS's pages disagree on whether an AWS/DynamoDB alarm can be told not to ignore missing data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one evaluation says. `state` None means "keep the state".

    `judged` is how many of the newest real `points` were looked at; `filled` how many missing ones the treatment
    replaced. `doubt` names the undocumented rule that decided, `readings` its results. `told` is StateReason's text
    where it does not speak of datapoints.
    """

    state: State | None
    points: bytes = field(compare=False)
    judged: int
    filled: int = 0
    doubt: str = ""
    readings: tuple[State | None, ...] = ()
    told: str = ""

    @property
    def evaluated(self) -> tuple[int, ...]:
        """Ages of the real points judged (1 is the newest window), newest first."""
        return _ages(self.points)[: self.judged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """The part of an alarm that judges patterns: N, M and the treatment of missing data."""

    evaluation_periods: int
    datapoints_to_alarm: int
    missing_data: MissingData
    dynamodb: bool = False
    """All metrics are in AWS/DynamoDB: see `Assumptions.dynamodb_ignores`."""
    contributors: bool = False
    """A log alarm with `by`: patterns hold several series of results (see log/verdict.py)."""


def decide(points: Sequence[int], criterion: Criterion, assumptions: Assumptions) -> Verdict:
    """Judge the points of one evaluation range, oldest first."""
    pattern = bytes(points)
    as_set = _decide(pattern, criterion, criterion.missing_data, assumptions)
    if not criterion.dynamodb or criterion.missing_data is MissingData.IGNORE:
        return as_set
    ignored = _decide(pattern, criterion, MissingData.IGNORE, assumptions)
    if as_set.state == ignored.state:
        return as_set
    chosen = ignored if assumptions.dynamodb_ignores else as_set
    return replace(chosen, doubt=DYNAMODB, readings=(as_set.state, ignored.state))


def _decide(points: bytes, criterion: Criterion, treatment: MissingData, assumptions: Assumptions) -> Verdict:
    periods, needed = criterion.evaluation_periods, criterion.datapoints_to_alarm
    real = points.translate(None, _MISSING)
    judged = real[-periods:]
    filled = periods - len(judged)
    verdict = partial(Verdict, points=points, judged=len(judged), filled=filled)
    if TOO_FEW in judged:
        return verdict(state=None, filled=0)
    breaching = judged.count(BREACHING)
    if filled and treatment is MissingData.BREACHING:
        breaching += filled
    if breaching >= needed:
        return verdict(state=State.ALARM)
    if not filled or treatment in (MissingData.BREACHING, MissingData.NOT_BREACHING):
        return verdict(state=State.OK)
    if not real:
        return verdict(state=_unknown(treatment))
    if breaching < len(real):
        return verdict(state=State.OK)
    return _premature(points, criterion, treatment, assumptions, verdict)


def _ages(points: bytes) -> tuple[int, ...]:
    return tuple(age for age, point in enumerate(reversed(points), start=1) if point != MISSING)


def _unknown(treatment: MissingData) -> State | None:
    return None if treatment is MissingData.IGNORE else State.INSUFFICIENT_DATA


def _premature(
    points: bytes,
    criterion: Criterion,
    treatment: MissingData,
    assumptions: Assumptions,
    verdict: Callable[..., Verdict],
) -> Verdict:
    """Fewer than M real points, all breaching: an early ALARM once the oldest is M periods old, else undocumented."""
    real, needed, periods = _ages(points), criterion.datapoints_to_alarm, criterion.evaluation_periods
    early = None if treatment is MissingData.IGNORE else State.ALARM
    if any(needed <= age <= periods for age in real):
        return verdict(state=early)
    if real[-1] >= needed:
        gone = real[0] > periods
        readings = (early, State.OK, _unknown(treatment)) if gone else (early, State.OK)
        state = early if assumptions.reach is Reach.RANGE else State.OK
        return verdict(state=state, doubt=NO_LONGER_IN_PERIODS, readings=readings)
    young = None if assumptions.young is Young.KEEP else State.OK
    return verdict(state=young, doubt=TOO_YOUNG, readings=(State.OK, None))
