"""What AWS does not publish, as choices. A run states its choices; fragility is found by making others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitors.evaluator.log.doubt import LogDoubt
from monitors.evaluator.math import Doubt as MathDoubt

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reach(StrEnum):
    """How far back a breaching point may lie and still make a premature alarm (`X - - - -`)."""

    RANGE = "evaluation range"
    PERIODS = "evaluation periods"


class Young(StrEnum):
    """What an alarm does when its only points breach and are too new for a premature alarm (`- - - - X`)."""

    OK = "becomes OK"
    KEEP = "keeps its state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The defaults follow the evidence gathered in the facts: range N + 2, and AWS's newest page where two differ."""

    extra_points: int = 2
    """Evaluation range minus EvaluationPeriods. Documented as 2 for 3 × 5 min, measured as 2 for 8 × 15 min."""
    reach: Reach = Reach.RANGE
    young: Young = Young.OK
    dynamodb_ignores: bool = False
    """The API reference says that AWS/DynamoDB alarms ignore missing data whatever is set; the user guide does not."""
    contrary: frozenset[MathDoubt] = frozenset()
    """Metric-math questions to be answered the other way."""
    log_contrary: frozenset[LogDoubt] = frozenset()
    """The same of log alarms."""
    second: int = 0
    """Each alarm has its own fixed second within the minute at which it is evaluated."""


def undocumented(chosen: Assumptions) -> Iterator[tuple[str, Assumptions]]:
    """Every other choice, one at a time, with the words that name it."""
    for extra in range(4):
        if extra != chosen.extra_points:
            words = "N" if extra == 0 else f"N + {extra}"
            yield f"the evaluation range ({words})", replace(chosen, extra_points=extra)
    for reach in Reach:
        if reach is not chosen.reach:
            yield f"how far back a premature alarm looks (the {reach})", replace(chosen, reach=reach)
    for young in Young:
        if young is not chosen.young:
            yield f"the state while points are too new (the alarm {young})", replace(chosen, young=young)
    yield (
        "whether DynamoDB alarms ignore missing data",
        replace(chosen, dynamodb_ignores=not chosen.dynamodb_ignores),
    )
    for doubt in MathDoubt:
        yield f"metric math ({doubt.value})", replace(chosen, contrary=chosen.contrary ^ {doubt})
    for question in LogDoubt:
        yield question.value, replace(chosen, log_contrary=chosen.log_contrary ^ {question})
