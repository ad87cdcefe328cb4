"""IF, in each of its documented syntaxes.

AWS gives three vectors for gaps (facts/cloudwatch.md §2). A missing condition gives no point; a missing `true` series
counts as 0; a missing `false` series counts as 0 beside a `true` series, and gives no point beside a `true` scalar.
For `IF(series > scalar, …)` the text says both 0 and "empty", for a scalar condition nothing: a named doubt.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from monitors.evaluator.math.function import Density, Form, Function, Operand, Run
from monitors.evaluator.math.value import Column, Doubt, Frame, Point, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def _choose(no_missing: Point, *, doubted: bool) -> Run:
    """`no_missing` stands in for a missing `false` point; where doubted, the contrary reading swaps 0 and none."""
    swapped = 0.0 if no_missing is None else None

    def run(frame: Frame, condition: Column, yes: Column | Point, no: Column | Point = None) -> Column:
        missing = swapped if doubted and Doubt.IF_BRANCH_MISSING in frame.contrary else no_missing
        return [
            None if met is None else (0.0 if y is None else y) if met else (missing if n is None else n)
            for met, y, n in zip(condition, _points(yes), _points(no), strict=False)
        ]

    return run


def _points(branch: Column | Point) -> Iterable[Point]:
    return branch if isinstance(branch, list) else repeat(branch)


def _choose_whole(frame: Frame, condition: Point, yes: Column, no: Column | None = None) -> Column:
    chosen = yes if condition else no
    if condition is None or chosen is None:
        return frame.constant(None)
    if Doubt.IF_BRANCH_MISSING in frame.contrary:
        return [0.0 if value is None else value for value in chosen]
    return chosen


def _against_scalar(given: Sequence[Operand]) -> bool:
    return given[0].against_scalar


def _forms() -> Iterator[Form]:
    scalar, series = Type.SCALAR, Type.SERIES
    for yes, no_missing in ((series, 0.0), (scalar, None)):
        yield Form(
            takes=(series, yes, series),
            gives=series,
            run=_choose(no_missing, doubted=True),
            when=_against_scalar,
            doubt=Doubt.IF_BRANCH_MISSING,
            settles=2,
        )
        yield Form(takes=(series, yes, series), gives=series, run=_choose(no_missing, doubted=False))
        yield Form(takes=(series, yes, scalar), gives=series, run=_choose(None, doubted=False))
        yield Form(takes=(series, yes), gives=series, run=_choose(None, doubted=False), dense=Density.NEVER)
    yield Form(
        takes=(scalar, series, series),
        optional=1,
        gives=series,
        run=_choose_whole,
        dense=Density.NEVER,
        doubt=Doubt.IF_BRANCH_MISSING,
        settles=1,
    )


FUNCTIONS = (Function(name="IF", forms=tuple(_forms())),)
