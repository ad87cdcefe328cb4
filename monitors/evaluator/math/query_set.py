"""A whole metric-data set, as an alarm carries it: its law, and the one program it amounts to."""

from __future__ import annotations

import re
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from monitors.evaluator.math.compiler import Compilation, Scope
from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.node import Kind, postorder
from monitors.evaluator.math.parser import parse
from monitors.evaluator.math.program import Program, compile_one, link, load_only, several_series
from monitors.evaluator.math.value import Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.evaluator.math.node import Node
    from monitors.model.metric import Series

MAX_METRICS = 10
MAX_EXPRESSIONS = 10
MAX_ID = 255
HIGH_RESOLUTION = (10, 20, 30)
BAND_PERIODS = range(60, 3601)
_ID = re.compile(r"[a-z][A-Za-z0-9_]*")
_BAND = "ANOMALY_DETECTION_BAND"


def check_set(series: tuple[Series, ...]) -> tuple[str, ...]:
    """Every problem of the set, as `reason: sentence`; empty when PutMetricAlarm would take it.

    Limits are those of facts/cloudwatch.md §1.1 and §1.9. Never raises.
    """
    problems = [*_limits(series), *_ids(series), *_periods(series)]
    if any(entry.expression is not None for entry in series):
        compiled, faults = _compile(_shape(series))
        problems += [*faults, *_returned(series, compiled)]
    return tuple(problems)


def compile_set(series: tuple[Series, ...]) -> Program:
    """The set as one Program over its metrics' columns, expressions it does not need left out.

    Raises MathError when `check_set` has anything to say (the first of it).
    """
    if problems := check_set(series):
        reason, _, detail = problems[0].partition(": ")
        raise MathError(reason, detail)
    wanted = next(entry for entry in series if entry.returns)
    if wanted.metric is not None:
        return load_only(wanted.id)
    compiled, _ = _compile(_shape(series))
    needed = {wanted.id}
    for name, compilation in reversed(compiled.items()):
        if name in needed:
            needed |= compilation.references
    return link([(name, compilation) for name, compilation in compiled.items() if name in needed])


def _limits(series: tuple[Series, ...]) -> Iterator[str]:
    metrics = sum(entry.metric is not None for entry in series)
    if not series:
        yield "empty: the set has no series"
    if metrics > MAX_METRICS:
        yield f"too-many: {metrics} metrics; an alarm takes {MAX_METRICS}"
    if len(series) - metrics > MAX_EXPRESSIONS:
        yield f"too-many: {len(series) - metrics} expressions; an alarm takes {MAX_EXPRESSIONS}"
    returned = [entry.id for entry in series if entry.returns]
    if series and len(returned) != 1:
        yield f"returns: exactly one series is returned, here {', '.join(returned) or 'none'}"


def _ids(series: tuple[Series, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for name in (entry.id for entry in series):
        if not _ID.fullmatch(name) or len(name) > MAX_ID:
            rule = f"a lower-case letter, then letters, digits and _, at most {MAX_ID} characters"
            yield f"invalid-id: {name[:40]!r} is not {rule}"
        if name in seen:
            yield f"duplicate-id: {name!r} is there twice"
        seen.add(name)


def _periods(series: tuple[Series, ...]) -> Iterator[str]:
    stated = {entry.metric.period if entry.metric is not None else entry.period for entry in series}
    periods = sorted(period for period in stated if period is not None)
    if len(periods) > 1:
        yield f"mixed-periods: {', '.join(map(str, periods))} s; an alarm has one period"
    for period in periods:
        if period not in HIGH_RESOLUTION and (period < 60 or period % 60):
            yield f"invalid-period: {period} s is neither 10, 20, 30 nor a multiple of 60"


def _shape(series: tuple[Series, ...]) -> tuple[tuple[str, str | int], ...]:
    """(id, expression or period): all that compiling needs. A rule has one shape on a thousand resources."""
    return tuple((entry.id, entry.metric.period if entry.metric else entry.expression or "") for entry in series)


@lru_cache(maxsize=4096)
def _compile(shape: tuple[tuple[str, str | int], ...]) -> tuple[dict[str, Compilation], tuple[str, ...]]:
    """Every expression that can be compiled, in order of dependency, and what is wrong with the others."""
    texts = {name: text for name, text in shape if isinstance(text, str)}
    metrics = {name: period for name, period in shape if isinstance(period, int)}
    types = dict.fromkeys([*metrics, *texts], Type.SERIES)
    compiled: dict[str, Compilation] = {}
    order, faults = _order(texts)
    for name in order:
        try:
            compilation = compile_one(texts[name], Scope(types=types, metrics=tuple(metrics), name=name))
        except MathError as error:
            faults.append(f"{error.reason}: {name}: column {(error.position or 0) + 1}: {error.detail}")
            continue
        types[name] = compilation.operand.type
        compiled[name] = compilation
        faults += _band(name, compilation.root, set(metrics.values()))
    return compiled, tuple(faults)


def _order(texts: dict[str, str]) -> tuple[list[str], list[str]]:
    """Expression ids, each after those it refers to; a cycle as a problem, with no order."""
    references: dict[str, set[str]] = {}
    for name, text in texts.items():
        try:
            nodes = postorder(parse(text))
        except MathError:
            nodes = iter(())  # told when it is compiled
        references[name] = {node.text for node in nodes if node.kind is Kind.REFERENCE and node.text in texts}
    try:
        return list(TopologicalSorter(references).static_order()), []
    except CycleError as error:
        return [], [f"cycle: {' → '.join(reversed(error.args[1]))}"]


def _band(name: str, root: Node, periods: set[int]) -> Iterator[str]:
    calls = [node.text for node in postorder(root) if node.kind is Kind.CALL]
    if _BAND not in calls:
        return
    if calls.count(_BAND) > 1:
        yield f"band: {name}: one {_BAND} an expression"
    if mixed := sorted({"METRICS", "DB_PERF_INSIGHTS"}.intersection(calls)):
        yield f"band: {name}: {_BAND} does not go with {', '.join(mixed)}"
    if wrong := [period for period in sorted(periods) if period not in BAND_PERIODS]:
        yield f"band: {name}: {wrong[0]} s; a band takes periods from one minute to one hour"


def _returned(series: tuple[Series, ...], compiled: dict[str, Compilation]) -> Iterator[str]:
    for name in (entry.id for entry in series if entry.returns and entry.id in compiled):
        if reason := several_series(compiled[name]):
            yield f"{reason.reason}: {name}: {reason.detail}"
