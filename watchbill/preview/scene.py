"""Invented data for a preview: seeded, so that the same spec draws the same picture.

Healthy series stay clear of their chart's thresholds; with `breach`, one chart in a row crosses its first threshold for
an hour, so that one sees which line fires and how it looks.
"""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitors.evaluator.math import MathError, compile_expression

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

POINTS = 96
STEP_SECONDS = 300
"""Eight hours of five-minute points: the span that the dashboards open with."""

BREACH = range(64, 76)
"""The points that cross a threshold."""

TRAFFIC = frozenset(
    {"Invocations", "IncomingRecords", "GetRecords.Records", "NumberOfMessagesSent", "NumberOfMessagesReceived"}
)
FAULTS = (
    "Error", "Throttle", "Exceeded", "Fail", "Dropped", "DeadLetter", "TimedOut", "OutOfMemory", "5xx", "4xx",
)  # fmt: skip
FIXED = 100.0
CEILINGS = {
    "ProvisionedReadCapacityUnits": FIXED,
    "ProvisionedWriteCapacityUnits": FIXED,
    "ConsumedReadCapacityUnits": 60 * FIXED,
    "ConsumedWriteCapacityUnits": 60 * FIXED,
}
"""What a minute's use is measured against on the same chart."""
SHARES = {"p50": 0.4, "p90": 0.75}
"""Of the slowest: a percentile lies below the next."""

Column = list[float | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A visible line with its values, oldest first."""

    label: str
    colour: str
    values: Column
    right: bool


def invent(widget: Mapping[str, Any], *, breach: bool) -> list[Drawn]:
    """The visible lines of a metric widget, expressions computed by the evaluator's own metric math."""
    properties = widget["properties"]
    limits = [line["value"] for line in properties.get("annotations", {}).get("horizontal", ()) if line["value"] > 0]
    entries = [(row, row[-1] if isinstance(row[-1], dict) else {}) for row in properties["metrics"]]
    raw = [(row, options) for row, options in entries if isinstance(row[0], str)]
    # What fails is a share of what was asked, so traffic comes first.
    columns: dict[str, Column] = {}
    traffic: Column = []
    for row, options in sorted(raw, key=lambda one: _is_fault(one[0][1])):
        column = _series(row, options.get("stat", ""), limits, breach=breach, traffic=traffic)
        columns[options.get("id", f"_{len(columns)}")] = column
        if row[1] in TRAFFIC:
            traffic = column
    times = [index * STEP_SECONDS for index in range(POINTS)]
    drawn = []
    for row, options in entries:
        key = options.get("id", "")
        if not isinstance(row[0], str):
            columns[key] = _compute(options["expression"], columns, times)
        if options.get("visible", True):
            label = options.get("label") or (row[1] if isinstance(row[0], str) else key)
            colour = options.get("color", "#1f77b4")
            drawn.append(Drawn(label, colour, columns[key], options.get("yAxis") == "right"))
    return drawn


def _compute(expression: str, columns: Mapping[str, Column], times: Sequence[int]) -> Column:
    try:
        program = compile_expression(expression, frozenset(columns))
        return program.evaluate(columns, times, STEP_SECONDS)
    except MathError:  # SEARCH and the like: the preview has no account to search in
        return [None] * len(times)


def _series(
    row: Sequence[Any], statistic: str, limits: Sequence[float], *, breach: bool, traffic: Sequence[float | None]
) -> Column:
    name = row[1]
    identity = "|".join(map(str, row[:-1]))  # not the statistic: p50 has p99's shape
    dice = random.Random(int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8]))  # noqa: S311 # no secret
    ceiling = CEILINGS.get(name)
    if name.endswith(".Success") and statistic == "Average":
        return [1 - dice.uniform(0, 0.002) for _ in range(POINTS)]
    usual = 0.0 if _is_fault(name) else _usual(name, ceiling, limits, dice)
    usual *= SHARES.get(statistic, 1.0)
    phase = dice.random() * math.tau
    values: Column = []
    for index in range(POINTS):
        wave = 1 + 0.35 * math.sin(phase + index / POINTS * math.tau)
        values.append(ceiling if ceiling == FIXED else max(0.0, usual * wave * dice.uniform(0.86, 1.14)))
    if breach and limits and name not in TRAFFIC and ceiling != FIXED and dice.random() < 0.8:
        for index in BREACH:
            values[index] = _peak(name, statistic, ceiling, limits, traffic[index : index + 1]) * dice.uniform(
                0.92, 1.08
            )
    return values


def _usual(name: str, ceiling: float | None, limits: Sequence[float], dice: random.Random) -> float:
    if ceiling is not None:
        return ceiling * 0.45
    busy = dice.choice((40.0, 120.0, 400.0, 900.0))
    return busy if name in TRAFFIC or not limits else min(limits) * 0.45


def _peak(
    name: str, statistic: str, ceiling: float | None, limits: Sequence[float], traffic: Sequence[float | None]
) -> float:
    if ceiling is not None:
        return ceiling * 0.92
    if _is_fault(name):
        if statistic == "Average":
            return 0.08
        if traffic and traffic[0]:
            return traffic[0] * 0.12
    return max(limits) * 1.15 * SHARES.get(statistic, 1.0)


def _is_fault(name: str) -> bool:
    return any(word in name for word in FAULTS)
