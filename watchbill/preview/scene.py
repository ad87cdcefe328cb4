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
    limits = [line["value"] for line in properties.get("annotations", {}).get("horizontal", ())]
    columns: dict[str, Column] = {}
    entries = [(row, row[-1] if isinstance(row[-1], dict) else {}) for row in properties["metrics"]]
    for row, options in entries:
        if isinstance(row[0], str):
            columns[options.get("id", f"_{len(columns)}")] = _series(
                "|".join(map(str, row[:-1])), options, limits, breach
            )
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


def _series(identity: str, options: Mapping[str, Any], limits: Sequence[float], breach: bool) -> Column:
    seed = int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8])
    dice = random.Random(seed)  # noqa: S311 # a picture, not a secret
    positive = [limit for limit in limits if limit > 0]
    typical = min(positive) * 0.45 if positive else dice.choice((40.0, 120.0, 400.0, 900.0))
    if _is_fault(identity):
        typical = 0.0
    phase = dice.random() * math.tau
    values: Column = []
    for index in range(POINTS):
        wave = 1 + 0.35 * math.sin(phase + index / POINTS * math.tau)
        values.append(max(0.0, typical * wave * dice.uniform(0.86, 1.14)))
    if breach and positive and dice.random() < 0.8:
        peak = max(positive) * 1.25
        for index in range(64, 76):
            values[index] = peak * dice.uniform(0.92, 1.08)
    return values


def _is_fault(identity: str) -> bool:
    words = (
        "Error",
        "Throttle",
        "Exceeded",
        "Failed",
        "Dropped",
        "DeadLetter",
        "TimedOut",
        "OutOfMemory",
        "5xx",
        "4xx",
    )
    return any(word in identity for word in words)
