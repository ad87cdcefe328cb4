"""A small picture for a terminal: the value an alarm judges, its threshold, its states, and the series behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator import duration
from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.point import watch
from monitors.evaluator.sample import identify
from monitors.evaluator.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitors.evaluator.scenario import Outcome
    from monitors.evaluator.state import Timeline
    from monitors.model.alarm import Condition

WIDTH, HEIGHT, MARGIN = 60, 5, 12
BARS = " ▁▂▃▄▅▆▇█"
STRIP = {State.OK: "─", State.ALARM: "█", State.INSUFFICIENT_DATA: "░"}
LEGEND = "█ ALARM  ─ OK  ░ INSUFFICIENT_DATA  ┄ threshold"


def draw(condition: Condition, timeline: Timeline, outcome: Outcome, marks: Sequence[int] = ()) -> list[str]:
    """Lines of at most 80 characters. `marks` are seconds from the beginning that the eye should find."""
    span = max(60, outcome.end - outcome.start)
    values = _sampled(condition, timeline, outcome, span)
    lines = _plot(values, condition)
    lines.append(strip("state", timeline, outcome))
    if marks:
        row = [" "] * WIDTH
        for mark in marks:
            row[min(WIDTH - 1, max(0, mark * WIDTH // span))] = "▲"
        lines.append(f"{'':>{MARGIN}} " + "".join(row).rstrip())
    lines.append(_axis(span))
    for entry in condition.series:
        if entry.metric is not None and condition.returned.metric is None:
            samples = outcome.data.get(identify(entry.metric), ())
            lines.append(_spark(entry.id, [(sample.time - outcome.start, sample.total) for sample in samples], span))
    return lines


def strip(label: str, timeline: Timeline, outcome: Outcome) -> str:
    """The states of one alarm, as a line on the same axis."""
    moments = _moments(outcome, max(60, outcome.end - outcome.start))
    states = "".join(STRIP[timeline.state_at(at)] if at >= timeline.created else " " for at in moments)
    return f"{label:>{MARGIN}} {states}" if len(label) <= MARGIN else f"{'':>{MARGIN}} {states}  {label}"


def _moments(outcome: Outcome, span: int) -> list[int]:
    return [outcome.start + (place + 1) * span // WIDTH for place in range(WIDTH)]


def _sampled(condition: Condition, timeline: Timeline, outcome: Outcome, span: int) -> list[float | None]:
    """The newest datapoint at each column's end, the most telling one where a column holds several."""
    created = max(timeline.created, outcome.start - 60)
    ticks, points = watch(condition, outcome.data, created=created, end=outcome.end, assumptions=Assumptions())
    step = ticks.cell * ticks.stride
    found = [
        (ticks.time(tick) - outcome.start - 1, value) for tick, value in enumerate(points.trace()) if value is not None
    ]
    return _columns(found, step, span, max if condition.comparison.is_upper else min)


def _columns(
    values: Iterable[tuple[int, float]], step: int, span: int, worst: Callable[[float, float], float]
) -> list[float | None]:
    """(seconds, value), each holding for `step` seconds → one value a column, the worst of those that meet there."""
    columns: list[float | None] = [None] * WIDTH
    for time, value in values:
        first = time * WIDTH // span
        for place in range(max(0, first), min(WIDTH, max(first + 1, (time + step) * WIDTH // span))):
            known = columns[place]
            columns[place] = value if known is None else worst(known, value)
    return columns


def _plot(values: list[float | None], condition: Condition) -> list[str]:
    present = [value for value in values if value is not None]
    limit = [condition.threshold] if condition.band is None else []
    low, high = min([0.0, *present, *limit]), max([*present, *limit, 0.0])
    scale = (high - low) or 1.0
    level = int((condition.threshold - low) / scale * (HEIGHT * 8 - 1)) // 8 if limit else -1
    lines = []
    for row in range(HEIGHT - 1, -1, -1):
        label = _number(condition.threshold) if row == level else _number(high) if row == HEIGHT - 1 else ""
        if row == level:
            label = f"{condition.comparison.symbol} {label}"
        cells = "".join(_cell(value, row, low, scale, "┄" if row == level else " ") for value in values)
        lines.append(f"{label[:MARGIN]:>{MARGIN}} {cells}".rstrip())
    return lines


def _cell(value: float | None, row: int, low: float, scale: float, empty: str) -> str:
    if value is None:
        return empty
    filled = round((value - low) / scale * HEIGHT * 8) - row * 8
    return BARS[min(8, filled)] if filled > 0 else empty


def _axis(span: int) -> str:
    row = [" "] * (WIDTH + 8)
    for place in range(0, WIDTH + 1, WIDTH // 4):
        text = duration.show(place * span // WIDTH // 60 * 60)
        row[place : place + len(text)] = text
    return f"{'':>{MARGIN}} " + "".join(row).rstrip()


def _spark(name: str, samples: list[tuple[int, float]], span: int) -> str:
    columns = _columns(samples, 60, span, max)
    top = max((value for value in columns if value is not None), default=0.0)
    cells = "".join(" " if value is None else BARS[1 + round(7 * max(0.0, value) / (top or 1))] for value in columns)
    return f"{name[:MARGIN]:>{MARGIN}} {cells.rstrip()}  max {_number(top)}"


def _number(value: float) -> str:
    return f"{value:,.6g}"
