"""Objectives of the spec: the share of invocations without error over four weeks, and how much of the rest is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workers.weekly_report.facts import Facts
    from workers.weekly_report.gathered import Gathered, Points


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveFigures:
    """In percent. `achieved` is None without calls; `budget_left` of the errors that the objective allows, negative
    when more happened.
    """

    name: str
    target: float
    achieved: float | None
    budget_left: float | None
    calls: float
    errors: float


def reckon(facts: Facts, gathered: Gathered) -> tuple[ObjectiveFigures, ...]:
    """The service's own over all its functions, then each function's that has one."""
    return tuple(_figures(facts, gathered))


def _figures(facts: Facts, gathered: Gathered) -> Iterator[ObjectiveFigures]:
    if facts.objective is not None:
        yield _objective(facts.service, facts.objective, gathered, [each.key for each in facts.functions])
    for function in facts.functions:
        if function.objective is not None:
            yield _objective(function.key, function.objective, gathered, [function.key])


def _objective(name: str, target: float, gathered: Gathered, keys: Sequence[str]) -> ObjectiveFigures:
    calls = sum(_total(gathered.calls.get(key, ())) for key in keys)
    errors = sum(_total(gathered.errors.get(key, ())) for key in keys)
    allowed = calls * (100 - target) / 100
    return ObjectiveFigures(
        name=name,
        target=target,
        achieved=100 * (1 - errors / calls) if calls else None,
        budget_left=100 * (1 - errors / allowed) if allowed else None,
        calls=calls,
        errors=errors,
    )


def _total(points: Points) -> float:
    return sum(value for _, value in points)
