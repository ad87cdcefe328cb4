"""A compiled expression, ready to run on windows of five points or a year of minutes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from monitors.evaluator.math.compiler import Compilation, Scope, Step
from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.node import Kind, Node
from monitors.evaluator.math.parser import parse
from monitors.evaluator.math.value import Column, Doubt, Frame, Point, Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LAST_SECOND = 253_402_300_799
"""The end of the year 9999."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What `compile_expression` and `compile_set` make.

    references  ids of the columns it reads
    needs       further columns that `evaluate` must be given: series that no offline rule can compute
    warnings    `reason: sentence`, what AWS advises against or leaves undocumented in alarms
    doubts      undocumented behaviour the result may depend on: compare `evaluate(…, contrary={doubt})`
    pointwise   no point depends on another timestamp: one run over a long column equals a run a window, doubts apart
    by_range    many ranges may be evaluated at once, end to end, `width` points each
    looks_back  as pointwise, but for one function whose points depend on the one before them in their range as well
    """

    references: frozenset[str]
    needs: tuple[str, ...]
    warnings: tuple[str, ...]
    doubts: frozenset[Doubt]
    pointwise: bool
    by_range: bool
    looks_back: bool
    parts: tuple[tuple[str, tuple[Step, ...]], ...]
    """(id, steps) of every expression, each after those it refers to; the last one is the result."""

    def evaluate(
        self,
        columns: Mapping[str, Sequence[Point]],
        timestamps: Sequence[int],
        period: int,
        *,
        contrary: frozenset[Doubt] = frozenset(),
        width: int = 0,
        looked_at: list[Column] | None = None,
    ) -> list[Point]:
        """One point a timestamp, None where there is none. `timestamps` are window starts (Unix seconds), ascending.

        `width`: the columns hold ranges of so many points end to end, for programs that are `by_range`. To `looked_at`
        are added the columns that a function looks back in.
        Raises MathError: `needs-series`, `unknown-id` for a column that was not given, `misaligned` for one of another
        length than `timestamps`.
        """
        given = {name: self._column(name, columns, len(timestamps)) for name in self.references}
        given |= {name: self._column(name, columns, len(timestamps)) for name in self.needs if name in columns}
        if timestamps and not 0 <= min(timestamps) <= max(timestamps) <= _LAST_SECOND:
            raise MathError("bad-timestamp", "timestamps are Unix seconds between 1970 and 9999")
        frame = Frame(
            timestamps=timestamps,
            period=period,
            columns=given,
            contrary=contrary,
            width=width,
            looked_at=[] if looked_at is None else looked_at,
        )
        for name, steps in self.parts:
            frame.values[name] = _run(steps, frame)
        result = cast("Column", frame.values[self.parts[-1][0]])
        if all(map(isfinite, filter(None, result))):
            return result
        return [value if value is None or isfinite(value) else None for value in result]

    @staticmethod
    def _column(name: str, columns: Mapping[str, Sequence[Point]], length: int) -> Column:
        if name not in columns:
            raise MathError("unknown-id", f"no column {name!r} was given")
        column = columns[name]
        if len(column) != length:
            raise MathError("misaligned", f"column {name!r} has {len(column)} points for {length} timestamps")
        if {float, type(None)}.issuperset(map(type, column)):
            return column if isinstance(column, list) else list(column)
        return [None if value is None else float(value) for value in column]


def _run(steps: tuple[Step, ...], frame: Frame) -> Any:
    """One value is left. Arities are told apart because a window of five points is all overhead."""
    stack: list[Any] = []
    push, pop = stack.append, stack.pop
    for run, arity in steps:
        if arity == 0:
            push(run(frame))
        elif arity == 1:
            push(run(frame, pop()))
        elif arity == 2:
            right = pop()
            push(run(frame, pop(), right))
        else:
            arguments = stack[-arity:]
            del stack[-arity:]
            push(run(frame, *arguments))
    return pop()


def compile_expression(expression: str, ids: frozenset[str], *, metrics: tuple[str, ...] | None = None) -> Program:
    """An alarm's expression over `ids`, each one time series, as a Program.

    `metrics` are the ids that METRICS() means, in its order; without it all ids, sorted. Raises MathError with position
    and reason for whatever PutMetricAlarm would refuse.
    """
    ordered = tuple(sorted(ids)) if metrics is None else metrics
    compilation = compile_one(expression, Scope(types=dict.fromkeys(ids, Type.SERIES), metrics=ordered))
    return link((("", compilation),))


def compile_one(expression: str, scope: Scope) -> Compilation:
    """One expression; its result is a series or an array, for AWS lets no expression end in a scalar."""
    compilation = Compilation(scope, expression, parse(expression))
    compilation.run()
    if compilation.operand.type in (Type.SERIES, Type.ARRAY):
        return compilation
    hint = "wrap it in TIME_SERIES(…)" if compilation.operand.type is Type.SCALAR else "use it inside a function"
    raise MathError("not-a-series", f"the result is {compilation.operand.type}, not a time series; {hint}", 0)


def link(compilations: Sequence[tuple[str, Compilation]]) -> Program:
    """One program of (id, compilation) pairs in order of dependency; the last must yield one series."""
    last = compilations[-1][1]
    if problem := several_series(last):
        raise problem
    names = {name for name, _ in compilations}
    parts = [part for _, part in compilations]
    return Program(
        references=frozenset(name for part in parts for name in part.references if name not in names),
        needs=tuple(dict.fromkeys(key for part in parts for key in part.needs)),
        warnings=tuple(dict.fromkeys(text for part in parts for text in part.cautions)),
        doubts=frozenset(doubt for part in parts for doubt in part.doubts),
        pointwise=all(part.pointwise for part in parts),
        by_range=all(part.by_range for part in parts),
        looks_back=sum(part.look_backs for part in parts) == 1,
        parts=(*((name, tuple(part.steps)) for name, part in compilations[:-1]), (compilations[-1][0], _result(last))),
    )


def _result(last: Compilation) -> tuple[Step, ...]:
    """The steps of the returned expression, which end in one series even where AWS calls it an array of one."""
    if last.operand.type is Type.SERIES:
        return tuple(last.steps)
    return (*last.steps, Step(lambda frame, array: array[0] if array else frame.constant(None), 1))


def load_only(name: str) -> Program:
    """The program of a set that returns a metric as it is."""
    step = Step(lambda frame: frame.columns[name], 0)
    return Program(
        references=frozenset({name}),
        needs=(),
        warnings=(),
        doubts=frozenset(),
        pointwise=True,
        by_range=True,
        looks_back=False,
        parts=(("", (step,)),),
    )


def several_series(compilation: Compilation) -> MathError | None:
    """Why an alarm cannot watch the result, if it yields more than one series."""
    if compilation.operand.type is not Type.ARRAY or _is_single(compilation.root):
        return None
    return MathError(
        "several-series", "yields several time series, an alarm watches one: wrap it in SUM, MAX, FIRST…", 0
    )


def _is_single(root: Node) -> bool:
    """Whether an array is one series for certain: SLICE(…, i, i + 1), which AWS types as a series too."""
    if root.kind is not Kind.CALL or root.text != "SLICE" or len(root.children) != 3:
        return False
    start, end = root.children[1:]
    return start.kind is end.kind is Kind.NUMBER and float(end.text) - float(start.text) == 1
