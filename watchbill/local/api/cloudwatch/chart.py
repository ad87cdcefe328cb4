"""GetMetricWidgetImage: the widget's metrics, drawn from the data that is there, with its lines and thresholds."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from monitors.evaluator.math import MathError, compile_set
from monitors.evaluator.sample import identify
from monitors.evaluator.schedule import Schedule
from monitors.evaluator.statistic import parse
from monitors.evaluator.window import Span, columns
from monitors.model.metric import Metric, Series
from watchbill.local import clock
from watchbill.local.api.cloudwatch.canvas import GLYPH_HEIGHT, GLYPH_WIDTH, Canvas
from watchbill.local.api.error import AwsError

if TYPE_CHECKING:
    from watchbill.local.api.cloudwatch.canvas import Colour
    from watchbill.local.api.cloudwatch.series import MetricStore

Json = dict[str, Any]
Line = list[float | None]
PALETTE: tuple[Colour, ...] = ((31, 119, 180), (255, 127, 14), (44, 160, 44), (148, 103, 189), (140, 86, 75))
GRID: Colour = (233, 235, 237)
INK: Colour = (84, 91, 100)
_RELATIVE = re.compile(r"-P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_LEFT, _BOTTOM, _EDGE = 56, 24, 12


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawn area in pixels, and what it shows: seconds across, values upwards from 0 to `top`."""

    canvas: Canvas
    begin: float
    end: float
    top: float

    def x(self, moment: float) -> float:
        return _LEFT + (moment - self.begin) / (self.end - self.begin) * (self.canvas.width - _LEFT - _EDGE)

    def y(self, value: float) -> float:
        return self.canvas.height - _BOTTOM - value / self.top * (self.canvas.height - _BOTTOM - _EDGE)


def draw(text: str, metrics: MetricStore, region: str) -> bytes:
    """A PNG of the widget. Raises AwsError for a widget that cannot be read."""
    try:
        widget = json.loads(text)
        begin, end = _moment(widget.get("start", "-PT3H")), _moment(widget.get("end", "P0D"))
        lines, period = _lines(widget, begin, end, metrics, region)
        marks = widget.get("annotations") or {}
        levels = [float(mark["value"]) for mark in marks.get("horizontal", ())]
        values = [value for line in lines for value in line if value is not None]
        canvas = Canvas(int(widget.get("width", 600)), int(widget.get("height", 400)))
        frame = Frame(canvas, begin, end, _nice(max([*values, *levels, 0.0])))
        _grid(frame)
        for place, line in enumerate(lines):
            _curve(frame, line, period, PALETTE[place % len(PALETTE)])
        for mark, level in zip(marks.get("horizontal", ()), levels, strict=True):
            right = canvas.width - _EDGE
            canvas.dashes(_LEFT, right, round(frame.y(level)), _colour(mark.get("color", "#d13212")))
        for mark in marks.get("vertical", ()):
            at = round(frame.x(_moment(mark["value"])))
            colour = _colour(mark.get("color", "#687078"))
            canvas.dashes(_EDGE, canvas.height - _BOTTOM, at, colour, upright=True)
    except (KeyError, TypeError, ValueError, IndexError, MathError) as error:
        raise AwsError("ValidationError", f"The widget cannot be drawn: {error}") from error
    return canvas.png()


def _lines(widget: Json, begin: float, end: float, metrics: MetricStore, region: str) -> tuple[list[Line], int]:
    """One line a visible metric, a value a period."""
    series, hidden = _series(widget)
    period = max((one.metric.period for one in series if one.metric is not None), default=300)
    first, count = int(begin // period) * period, max(1, int((end - begin) // period) + 1)
    width = max(1, period // 60)
    schedule = Schedule(cell=60, first=first // 60 + width, stride=width, count=count)
    span = Span(schedule=schedule, width=width, ages=1)
    given: dict[str, Line] = {}
    for one in series:
        if one.metric is not None:
            samples = metrics.between(region, identify(one.metric), first, first + count * period)
            given[one.id] = columns(samples, parse(one.metric.statistic), span).settled[span.cut(1)]
    starts = range(first, first + count * period, period)
    found: list[Line] = []
    for one in series:
        if one.id in hidden:
            continue
        if one.metric is not None:
            found.append(given[one.id])
            continue
        chosen = tuple(Series(id=s.id, metric=s.metric, expression=s.expression, returns=s is one) for s in series)
        found.append(compile_set(chosen).evaluate(given, starts, period))
    return found, period


def _series(widget: Json) -> tuple[list[Series], set[str]]:
    """The entries of `metrics`, each with an id; the second set holds those that are not drawn."""
    found: list[Series] = []
    hidden: set[str] = set()
    for place, entry in enumerate(widget["metrics"]):
        look = entry[-1] if isinstance(entry[-1], dict) else {}
        name = look.get("id") or f"m{place}x"
        if not look.get("visible", True):
            hidden.add(name)
        if "expression" in look:
            found.append(Series(id=name, expression=look["expression"]))
            continue
        words = [word for word in entry if not isinstance(word, dict)]
        metric = Metric(
            namespace=words[0],
            name=words[1],
            dimensions=tuple(sorted(zip(words[2::2], words[3::2], strict=True))),
            statistic=look.get("stat") or widget.get("stat", "Average"),
            period=int(look.get("period") or widget.get("period", 300)),
        )
        found.append(Series(id=name, metric=metric))
    return found, hidden


def _curve(frame: Frame, line: Line, period: int, colour: Colour) -> None:
    """Neighbouring values joined; one alone is a dot."""
    first = int(frame.begin // period) * period
    points = [
        None if value is None else (max(float(_LEFT), frame.x(first + place * period)), frame.y(max(0.0, value)))
        for place, value in enumerate(line)
    ]
    for before, after in pairwise([None, *points]):
        if after is not None:
            frame.canvas.line(before or after, after, colour, 2 if before else 4)


def _grid(frame: Frame) -> None:
    canvas, right = frame.canvas, frame.canvas.width - _EDGE
    for quarter in range(5):
        value = frame.top * quarter / 4
        y = round(frame.y(value))
        canvas.box(_LEFT, y, right, y + 1, GRID if quarter else INK)
        words = _short(value)
        canvas.text(_LEFT - 6 - len(words) * GLYPH_WIDTH, y - GLYPH_HEIGHT // 2, words, INK)
    for sixth in range(7):
        moment = frame.begin + (frame.end - frame.begin) * sixth / 6
        x = round(frame.x(moment))
        canvas.box(x, canvas.height - _BOTTOM, x + 1, canvas.height - _BOTTOM + 4, INK)
        left = min(x - 5 * GLYPH_WIDTH // 2, canvas.width - 5 * GLYPH_WIDTH)
        canvas.text(left, canvas.height - GLYPH_HEIGHT - 4, f"{datetime.fromtimestamp(moment, UTC):%H:%M}", INK)


def _nice(most: float) -> float:
    """A top for the scale that quarters read well of: 1, 2, 4, 8 or 10 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 4, 8, 10, 20) if step * power > most)


def _short(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:.3g}"


def _colour(text: str) -> Colour:
    number = int(text.lstrip("#"), 16)
    return number >> 16 & 255, number >> 8 & 255, number & 255


def _moment(text: str) -> float:
    """`-PT3H` before now, `P0D` for now, or an ISO time. Raises ValueError."""
    if text in ("P0D", "PT0H"):
        return clock.current().now()
    if match := _RELATIVE.fullmatch(text):
        days, hours, minutes = (int(part or 0) for part in match.groups())
        return clock.current().now() - days * 86_400 - hours * 3_600 - minutes * 60
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
