"""StateReason as CloudWatch words it, so that a test's output reads like the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.state import State
from monitors.evaluator.verdict import BREACHING
from monitors.model.alarm import Comparison, MissingData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.evaluator.verdict import Verdict
    from monitors.evaluator.window import Value
    from monitors.model.alarm import Condition

CREATED = "Unchecked: Initial alarm creation"
SHOWN = 5
"""Datapoints listed in a reason, as CloudWatch lists them: newest first, no more than this."""

_WORDS = {
    Comparison.GREATER: "greater than the threshold",
    Comparison.GREATER_OR_EQUAL: "greater than or equal to the threshold",
    Comparison.LESS: "less than the threshold",
    Comparison.LESS_OR_EQUAL: "less than or equal to the threshold",
    Comparison.OUTSIDE_BAND: "less than the lower thresholds or greater than the upper thresholds",
    Comparison.BELOW_BAND: "less than the lower thresholds",
    Comparison.ABOVE_BAND: "greater than the upper thresholds",
}
_TREATED = {MissingData.BREACHING: "Breaching", MissingData.NOT_BREACHING: "NonBreaching"}


def explain(
    condition: Condition,
    state: State,
    verdict: Verdict,
    pattern: Sequence[int],
    row: Sequence[Value],
    starts: Sequence[int],
) -> str:
    """Why the alarm entered `state`. `pattern`, `row` and window `starts` cover the evaluation range, oldest first."""
    if state is State.INSUFFICIENT_DATA:
        unknown = condition.evaluation_periods
        return f"Insufficient Data: {_count(unknown, 'datapoint')} {_was(unknown)} unknown."
    breaching = state is State.ALARM
    treated = _TREATED.get(condition.missing_data, "") if verdict.filled else ""
    missing = f"{_count(verdict.filled, 'missing datapoint')} {_was(verdict.filled)} treated as [{treated}]"
    if not verdict.evaluated:
        periods = condition.evaluation_periods
        return f"Threshold Crossed: no datapoints were received for {_count(periods, 'period')} and {missing}."
    deciding = [age for age in verdict.evaluated if (pattern[-age] == BREACHING) == breaching]
    if treated and not deciding:
        return f"Threshold Crossed: {missing}{_minimum(condition, breaching=breaching)}."
    told = [f"{_number(row[-age])} ({_stamp(starts[-age])})" for age in deciding[:SHOWN]]
    noun = "query result" if isinstance(condition, LogCondition) else "datapoint"
    text = (
        f"{len(deciding)} out of the last {condition.evaluation_periods} {noun}s [{', '.join(told)}] "
        f"{_was(len(deciding))} {'' if breaching else 'not '}{_WORDS[condition.comparison]}{_threshold(condition)}"
    )
    return f"Threshold Crossed: {text}{f' and {missing}' if treated else ''}{_minimum(condition, breaching=breaching)}."


def _minimum(condition: Condition, *, breaching: bool) -> str:
    needed = condition.datapoints_to_alarm
    if breaching:
        return f" (minimum {_count(needed, 'datapoint')} for OK -> ALARM transition)"
    return f" (minimum {_count(condition.evaluation_periods - needed + 1, 'datapoint')} for ALARM -> OK transition)"


def _threshold(condition: Condition) -> str:
    return "" if condition.band is not None else f" ({float(condition.threshold)})"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _number(value: Value) -> str:
    return "unknown" if value is None else str(float(value))


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d/%m/%y %H:%M:%S")
