"""A test: run once as assumed, then again at other minutes, seconds and readings of what AWS leaves open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitors.evaluator.assumption import Assumptions, undocumented
from monitors.evaluator.expectation import Shortfall, check
from monitors.evaluator.log.condition import LogCondition
from monitors.evaluator.math import compile_set
from monitors.evaluator.metric_alarm import criterion
from monitors.evaluator.scenario import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.scenario import Outcome
    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Case

OFFSETS = (1, 4, 13, 37)
"""Minutes by which the beginning is shifted: no two share a 5-, 10- or 15-minute grid."""
SECONDS = (30, 59)
"""Other seconds of the minute at which the alarms may be evaluated."""


class Verdict(StrEnum):
    """The outcome of a test. DEPENDS: it passes, but not under every reading of what AWS leaves open."""

    PASSED = "passed"
    FAILED = "failed"
    DEPENDS = "depends"


class Cause(StrEnum):
    """What an outcome was found to depend on."""

    UNDOCUMENTED = "undocumented behaviour"
    TIMING = "timing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragility:
    """The outcome differs if `words`: then these expectations fail (none, where the test itself fails)."""

    cause: Cause
    words: str
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One test, done. `outcome` is that of the run as assumed."""

    verdict: Verdict
    shortfalls: tuple[Shortfall, ...]
    fragilities: tuple[Fragility, ...]
    outcome: Outcome
    accepted: bool = False
    """Whether the test says why its fragility is accepted."""


def run(case: Case, subject: Subject, assumptions: Assumptions | None = None) -> Result:
    """Run a case in all its variants. Raises what `scenario.Stage` and `expectation.check` raise."""
    chosen = assumptions or Assumptions()
    stage = Stage(case, subject)
    outcome = stage.play(chosen)
    shortfalls = tuple(check(case.expect, subject, outcome))
    fragilities = tuple(_fragilities(case, subject, stage, chosen, shortfalls))
    verdict = Verdict.FAILED if shortfalls else Verdict.PASSED
    if verdict is Verdict.PASSED and any(one.cause is Cause.UNDOCUMENTED for one in fragilities):
        verdict = Verdict.DEPENDS
    if case.depends is not None and verdict is Verdict.DEPENDS:
        verdict = Verdict.PASSED
    return Result(
        verdict=verdict,
        shortfalls=shortfalls,
        fragilities=fragilities,
        outcome=outcome,
        accepted=case.depends is not None,
    )


def _fragilities(
    case: Case, subject: Subject, stage: Stage, chosen: Assumptions, shortfalls: Sequence[Shortfall]
) -> Iterator[Fragility]:
    for cause, words, assumptions, offset in _variants(subject, chosen):
        outcome = stage.play(assumptions, offset)
        found = tuple(check(case.expect, subject, outcome, assumptions.second - chosen.second))
        if {one.index for one in found} != {one.index for one in shortfalls}:
            yield Fragility(cause=cause, words=words, shortfalls=found)


def _variants(subject: Subject, chosen: Assumptions) -> Iterator[tuple[Cause, str, Assumptions, int]]:
    for words, assumptions in undocumented(chosen):
        if concerns(subject, chosen, assumptions):
            yield Cause.UNDOCUMENTED, words, assumptions, 0
    for second in SECONDS:
        words = f"the second of the minute at which the alarm is evaluated (:{second:02d})"
        yield Cause.TIMING, words, replace(chosen, second=second), 0
    for minutes in OFFSETS:
        yield Cause.TIMING, f"the beginning ({minutes} min later)", chosen, 60 * minutes


def concerns(subject: Subject, chosen: Assumptions, other: Assumptions) -> bool:
    """Whether any alarm could notice the difference; most choices concern few alarms, and runs cost time."""
    conditions = [member.condition for member in subject.members if not isinstance(member.condition, LogCondition)]
    if other.log_contrary != chosen.log_contrary:
        return len(conditions) < len(subject.members)
    if other.contrary != chosen.contrary:
        doubts = {doubt for condition in conditions for doubt in compile_set(condition.series).doubts}
        return bool(doubts & (other.contrary ^ chosen.contrary))
    if other.dynamodb_ignores != chosen.dynamodb_ignores:
        return any(criterion(condition).dynamodb for condition in conditions)
    return bool(conditions)
