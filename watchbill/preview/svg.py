"""One chart as SVG text: axes, lines, thresholds with their words, a breach shaded.

Labels take the page's own text colour and lines their meaning's: #ff9900 on white is too faint to read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from watchbill.preview.scene import POINTS, STEP_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchbill.preview.scene import Drawn

LEFT, RIGHT, TOP, BOTTOM = 46, 12, 8, 22


def draw_chart(properties: Mapping[str, Any], lines: Sequence[Drawn], end: datetime, width: int, height: int) -> str:
    """A `role=img` SVG whose label says the last and highest value of each line, for those who cannot see it."""
    limits = properties.get("annotations", {}).get("horizontal", ())
    axis = properties.get("yAxis", {}).get("left", {})
    low = float(axis.get("min", 0))
    high = _nice(_highest(lines, limits, axis))
    inner_width, inner_height = width - LEFT - RIGHT, height - TOP - BOTTOM

    def x(index: float) -> float:
        return LEFT + inner_width * index / (POINTS - 1)

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / ((high - low) or 1)
        return TOP + inner_height * (1 - share)

    parts = [f'<svg role="img" aria-label="{escape(_spoken(properties, lines))}" viewBox="0 0 {width} {height}">']
    for step in range(5):
        value = low + (high - low) * step / 4
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{width - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>')
        parts.append(
            f'<text class="tick" x="{LEFT - 6}" y="{y(value) + 3:.1f}" text-anchor="end">{short(value)}</text>'
        )
    start = end - timedelta(seconds=STEP_SECONDS * (POINTS - 1))
    for hour in range(0, 9, 2):
        when = (start + timedelta(hours=hour)).astimezone(UTC)
        at = x(hour * 3600 / STEP_SECONDS)
        parts.append(f'<text class="tick" x="{at:.1f}" y="{height - 6}" text-anchor="middle">{when:%H:%M}</text>')
    parts += [_limit(limit, y, width, inner_height) for limit in limits]
    for line in lines:
        points = " ".join(f"{x(i):.1f},{y(v):.1f}" for i, v in enumerate(line.values) if v is not None)
        if points:
            parts.append(f'<polyline fill="none" stroke="{line.colour}" stroke-width="1.6" points="{points}"/>')
    parts += _labels(limits, y, inner_height)
    return "".join(parts) + "</svg>"


def _limit(limit: Mapping[str, Any], y: Any, width: int, inner_height: int) -> str:
    at = y(limit["value"])
    shade = ""
    if "fill" in limit:
        top, size = (TOP, at - TOP) if limit["fill"] == "above" else (at, TOP + inner_height - at)
        shade = (
            f'<rect x="{LEFT}" y="{top:.1f}" width="{width - LEFT - RIGHT}" height="{max(0, size):.1f}"'
            f' fill="{limit["color"]}" opacity="0.08"/>'
        )
    return (
        f'{shade}<line x1="{LEFT}" x2="{width - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{limit["color"]}"'
        ' stroke-width="1.4" stroke-dasharray="5 3"/>'
    )


def _labels(limits: Sequence[Mapping[str, Any]], y: Any, inner_height: int) -> list[str]:
    """Words of the thresholds, pushed apart where lines lie close together."""
    placed: list[float] = []
    parts = []
    for limit in sorted(limits, key=lambda one: -one["value"]):
        at = max(y(limit["value"]) - 4, TOP + 8)
        while any(abs(at - other) < 11 for other in placed) and at < TOP + inner_height:
            at += 11
        placed.append(at)
        parts.append(f'<text class="limit" x="{LEFT + 4}" y="{at:.1f}">{escape(limit["label"])}</text>')
    return parts


def _highest(lines: Sequence[Drawn], limits: Sequence[Mapping[str, Any]], axis: Mapping[str, Any]) -> float:
    if "max" in axis:
        return float(axis["max"])
    values = [v for line in lines if not line.right for v in line.values if v is not None]
    return max([*values, *(float(limit["value"]) * 1.15 for limit in limits), 1.0])


def _nice(value: float) -> float:
    """The next 1, 2, 2.5, 5 × 10ⁿ: axes that people can read."""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next((step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value), 10 * size)


def short(value: float) -> str:
    """`3600000` → `3.6M`."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.3g}"


def _spoken(properties: Mapping[str, Any], lines: Sequence[Drawn]) -> str:
    said = []
    for line in lines:
        values = [value for value in line.values if value is not None]
        if values:
            said.append(f"{line.label}: last {short(values[-1])}, highest {short(max(values))}")
    return f"{properties.get('title', 'chart')}. " + "; ".join(said)
