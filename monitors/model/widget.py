"""What a dashboard shows, before any grid: charts, numbers, log tables, and the rows they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.metric import Metric


class Signal(StrEnum):
    """The four places of a row, always in this order, so that the eye learns them (facts/ux.md §3.2)."""

    TRAFFIC = "traffic"
    ERRORS = "errors"
    LATENCY = "latency"
    SATURATION = "saturation"


class Tone(StrEnum):
    """Colour by meaning; generators map a tone to a colour once."""

    NEUTRAL = "neutral"
    SECOND = "second"
    THIRD = "third"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    THROTTLE = "throttle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a chart: a metric, or an expression over the ids of the chart's other lines.

    `hidden` lines only feed expressions; `right` puts a count beside a rate on the right axis.
    """

    id: str
    label: str
    metric: Metric | None = None
    expression: str | None = None
    tone: Tone = Tone.NEUTRAL
    hidden: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """An alarm's threshold as drawn: the line, its words, and which side is bad. `alarm` is the alarm's name."""

    alarm: str
    value: float
    label: str
    pages: bool
    above: bool
    right: bool = False
    """Belongs to the right axis: the alarm counts what the chart draws beside its rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A time series chart. One unit a chart; `rules` are the symptoms whose thresholds belong on it."""

    signal: Signal
    title: str
    unit: str
    lines: tuple[Line, ...]
    rules: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    minimum: float = 0
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A resource's row: a one-line header with links, then its charts in the order of Signal."""

    title: str
    links: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
