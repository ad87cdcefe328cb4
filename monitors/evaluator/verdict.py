"""The documented algorithm for missing data, M of N and the evaluation range: one pattern of points → one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator.assumption import Assumptions, Reach, Young
from monitors.evaluator.state import State
from monitors.model.alarm import MissingData

if TYPE_CHECKING:
    from collections.abc import Sequence

HEALTHY, BREACHING, MISSING, TOO_FEW = range(4)
"""What a point is. TOO_FEW: a percentile of too few samples, which an alarm set to ignore them must not judge."""

NO_LONGER_IN_PERIODS = "a lone breaching point is older than the evaluation periods, yet inside the evaluation range"
TOO_YOUNG = "all points breach, but fewer than M, and they are too new for a premature alarm"
DYNAMODB = "AWS's pages disagree on whether an AWS/DynamoDB alarm can be told not to ignore missing data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one evaluation says. `state` None means "keep the state".

    `evaluated` are the ages of the real points judged (1 is the newest window), newest first; `filled` is how many
    missing points the treatment replaced. `doubt` names the undocumented rule that decided, `readings` its results.
    """

    state: State | None
    evaluated: tuple[int, ...]
    filled: int = 0
    doubt: str = ""
    readings: tuple[State | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """The part of an alarm that judges patterns: N, M and the treatment of missing data."""

    evaluation_periods: int
    datapoints_to_alarm: int
    missing_data: MissingData
    dynamodb: bool = False
    """All metrics are in AWS/DynamoDB: see `Assumptions.dynamodb_ignores`."""


def decide(points: Sequence[int], criterion: Criterion, assumptions: Assumptions) -> Verdict:
    """Judge the points of one evaluation range, oldest first."""
    if not criterion.dynamodb or criterion.missing_data is MissingData.IGNORE:
        return _decide(points, criterion, criterion.missing_data, assumptions)
    as_set = _decide(points, criterion, criterion.missing_data, assumptions)
    ignored = _decide(points, criterion, MissingData.IGNORE, assumptions)
    if as_set.state == ignored.state:
        return as_set
    chosen = ignored if assumptions.dynamodb_ignores else as_set
    return Verdict(
        state=chosen.state,
        evaluated=chosen.evaluated,
        filled=chosen.filled,
        doubt=DYNAMODB,
        readings=(as_set.state, ignored.state),
    )


def _decide(points: Sequence[int], criterion: Criterion, treatment: MissingData, assumptions: Assumptions) -> Verdict:
    periods, needed = criterion.evaluation_periods, criterion.datapoints_to_alarm
    size = len(points)
    real = tuple(age for age in range(1, size + 1) if points[size - age] != MISSING)
    evaluated = real[:periods]
    if any(points[size - age] == TOO_FEW for age in evaluated):
        return Verdict(state=None, evaluated=evaluated)
    breaching = sum(1 for age in evaluated if points[size - age] == BREACHING)
    filled = max(0, periods - len(real))
    if filled and treatment is MissingData.BREACHING:
        breaching += filled
    if breaching >= needed:
        return Verdict(state=State.ALARM, evaluated=evaluated, filled=filled)
    if not filled or treatment in (MissingData.BREACHING, MissingData.NOT_BREACHING):
        return Verdict(state=State.OK, evaluated=evaluated, filled=filled)
    if not real:
        return Verdict(state=_unknown(treatment), evaluated=(), filled=filled)
    if breaching < len(real):
        return Verdict(state=State.OK, evaluated=evaluated, filled=filled)
    return _premature(real, criterion, treatment, assumptions)


def _unknown(treatment: MissingData) -> State | None:
    return None if treatment is MissingData.IGNORE else State.INSUFFICIENT_DATA


def _premature(
    real: tuple[int, ...], criterion: Criterion, treatment: MissingData, assumptions: Assumptions
) -> Verdict:
    """Fewer than M real points, all breaching: an early ALARM once the oldest is M periods old, else undocumented."""
    needed, periods = criterion.datapoints_to_alarm, criterion.evaluation_periods
    filled = periods - len(real)
    early = None if treatment is MissingData.IGNORE else State.ALARM
    if any(needed <= age <= periods for age in real):
        return Verdict(state=early, evaluated=real, filled=filled)
    if real[-1] >= needed:
        gone = real[0] > periods
        readings = (early, State.OK, _unknown(treatment)) if gone else (early, State.OK)
        state = early if assumptions.reach is Reach.RANGE else State.OK
        return Verdict(state=state, evaluated=real, filled=filled, doubt=NO_LONGER_IN_PERIODS, readings=readings)
    young = None if assumptions.young is Young.KEEP else State.OK
    return Verdict(state=young, evaluated=real, filled=filled, doubt=TOO_YOUNG, readings=(State.OK, None))
