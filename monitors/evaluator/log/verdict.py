"""The last N results of a log alarm's query → one verdict, for one series of results or for many contributors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitors.evaluator.log.doubt import LogDoubt
from monitors.evaluator.state import State
from monitors.evaluator.verdict import BREACHING, MISSING, UNRUN, Criterion, Verdict
from monitors.model.alarm import MissingData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.evaluator.assumption import Assumptions

_UNRUN = bytes([UNRUN])
_TREATED = {
    MissingData.MISSING: State.INSUFFICIENT_DATA,
    MissingData.IGNORE: None,
    MissingData.BREACHING: State.ALARM,
    MissingData.NOT_BREACHING: State.OK,
}
"""The state when there is nothing but missing results; None keeps it."""


def decide_results(pattern: bytes, criterion: Criterion, assumptions: Assumptions) -> Verdict:
    """Judge one series of N results, oldest first."""
    return _once_complete(pattern, _decide(pattern.translate(None, _UNRUN), criterion, assumptions), assumptions)


def decide_contributors(pattern: bytes, criterion: Criterion, assumptions: Assumptions) -> Verdict:
    """Judge contributors, N results each, end to end: the alarm is in ALARM if one of them is."""
    periods = criterion.evaluation_periods
    parts = [pattern[at : at + periods].translate(None, _UNRUN) for at in range(0, len(pattern), periods)]
    return _once_complete(pattern, _decide_all(parts, criterion, assumptions), assumptions)


def _once_complete(pattern: bytes, decided: Verdict, assumptions: Assumptions) -> Verdict:
    """A new alarm waits "until enough query executions complete to satisfy the M-out-of-N evaluation window"."""
    if UNRUN not in pattern or decided.state in (None, State.INSUFFICIENT_DATA):
        return decided
    readings = (State.INSUFFICIENT_DATA, decided.state)
    state = readings[LogDoubt.EARLY in assumptions.log_contrary]
    return replace(decided, state=state, doubt=LogDoubt.EARLY.value, readings=readings)


def _decide(points: bytes, criterion: Criterion, assumptions: Assumptions) -> Verdict:
    treatment, needed = criterion.missing_data, criterion.datapoints_to_alarm
    missing, breaching = points.count(MISSING), points.count(BREACHING)
    healthy = len(points) - missing - breaching
    verdict = Verdict(state=State.OK, points=points, judged=len(points) - missing, filled=missing)
    if breaching + (missing if treatment is MissingData.BREACHING else 0) >= needed:
        return replace(verdict, state=State.ALARM)
    if missing == len(points):
        return replace(verdict, state=_TREATED[treatment])
    if not missing or healthy or treatment in (MissingData.BREACHING, MissingData.NOT_BREACHING):
        return verdict
    old_enough = len(points) - points.index(BREACHING) >= needed
    as_metrics_do = None if treatment is MissingData.IGNORE else State.ALARM if old_enough else State.OK
    if as_metrics_do is State.OK:
        return verdict
    readings = (State.OK, as_metrics_do)
    state = readings[LogDoubt.FEW in assumptions.log_contrary]
    return replace(verdict, state=state, doubt=LogDoubt.FEW.value, readings=readings)


def _decide_all(parts: Sequence[bytes], criterion: Criterion, assumptions: Assumptions) -> Verdict:
    present = [part for part in parts if part[-1] != MISSING]
    needed, afresh = criterion.datapoints_to_alarm, LogDoubt.RETURNED in assumptions.log_contrary
    # A contributor that is not among the results is OK, whatever TreatMissingData says.
    alarmed = [part for part in present if part.count(BREACHING) >= needed]
    certain = [part for part in alarmed if part.rpartition(bytes([MISSING]))[2].count(BREACHING) >= needed]
    count = len(certain if afresh else alarmed)
    told = f"{count} out of {len(present)} contributors evaluated to ALARM"
    verdict = Verdict(state=State.ALARM if count else State.OK, points=b"", judged=0, told=told)
    if alarmed and not certain:
        return replace(verdict, doubt=LogDoubt.RETURNED.value, readings=(State.ALARM, State.OK))
    treated = _TREATED[criterion.missing_data]
    if present or treated is State.OK:
        return verdict
    readings = (State.OK, treated)
    state = readings[LogDoubt.EMPTY in assumptions.log_contrary]
    return replace(verdict, state=state, doubt=LogDoubt.EMPTY.value, readings=readings)
