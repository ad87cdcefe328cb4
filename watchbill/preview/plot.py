"""Where values lie on a chart: one time axis, a scale on the left and, where the widget has one, on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.preview.scene import POINTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchbill.preview.scene import Drawn

LEFT, TOP, BOTTOM = 46, 8, 22
RIGHT_BARE, RIGHT_SCALE = 12, 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Pixels of a chart `width` × `height`; values outside a scale are drawn at its edge."""

    width: int
    height: int
    low: float
    high: float
    right_high: float | None

    @property
    def right_edge(self) -> float:
        return self.width - (RIGHT_BARE if self.right_high is None else RIGHT_SCALE)

    @property
    def bottom_edge(self) -> float:
        return self.height - BOTTOM

    def x(self, index: float) -> float:
        return LEFT + (self.right_edge - LEFT) * index / (POINTS - 1)

    def y(self, value: float, *, right: bool = False) -> float:
        low, high = (0.0, self.right_high) if right and self.right_high is not None else (self.low, self.high)
        share = (min(max(value, low), high) - low) / ((high - low) or 1)
        return TOP + (self.bottom_edge - TOP) * (1 - share)


def make_plot(properties: Mapping[str, Any], lines: Sequence[Drawn], width: int, height: int) -> Plot:
    """Scales that hold every visible value and threshold with room for the threshold's words."""
    axes = properties.get("yAxis", {})
    left = axes.get("left", {})
    return Plot(
        width=width,
        height=height,
        low=float(left.get("min", 0)),
        high=float(left["max"]) if "max" in left else nice(_highest(properties, lines, right=False)),
        right_high=nice(_highest(properties, lines, right=True)) if "right" in axes else None,
    )


def _highest(properties: Mapping[str, Any], lines: Sequence[Drawn], *, right: bool) -> float:
    limits = properties.get("annotations", {}).get("horizontal", ())
    values = [value for line in lines if line.right is right for value in line.values if value is not None]
    tops = [float(limit["value"]) * 1.15 for limit in limits if (limit.get("yAxis") == "right") is right]
    return max([*values, *tops, 1.0])


def nice(value: float) -> float:
    """The next 1, 1.5, 2 … 10 × 10ⁿ: axes that people can read."""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next((step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value), 10 * size)
