"""One chart as SVG text: axes, lines, thresholds with their words, a breach shaded.

Labels take the page's own text colour and lines their meaning's: #ff9900 on white is too faint to read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from watchbill.preview.plot import LEFT, TOP, Plot, make_plot
from watchbill.preview.scene import POINTS, STEP_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchbill.preview.scene import Drawn

LABEL_HEIGHT = 11
LETTER_PX = 5.9
"""About the mean width of a letter in a threshold's label (10 px, semibold)."""


def draw_chart(properties: Mapping[str, Any], lines: Sequence[Drawn], end: datetime, width: int, height: int) -> str:
    """A `role=img` SVG whose label says the last and highest value of each line, for those who cannot see it."""
    plot = make_plot(properties, lines, width, height)
    limits = properties.get("annotations", {}).get("horizontal", ())
    spoken = escape(_spoken(properties, lines))
    return "".join(
        [
            f'<svg role="img" aria-label="{spoken}" viewBox="0 0 {width} {height}" height="{height}">',
            *_scales(plot),
            *_hours(plot, end),
            *(_limit(limit, plot) for limit in limits),
            *(_line(line, plot) for line in lines),
            *_labels(limits, plot),
            "</svg>",
        ]
    )


def _scales(plot: Plot) -> Iterator[str]:
    for step in range(5):
        value = plot.low + (plot.high - plot.low) * step / 4
        at = plot.y(value)
        yield f'<line class="rule" x1="{LEFT}" x2="{plot.right_edge}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{at + 3:.1f}" text-anchor="end">{short(value)}</text>'
        if plot.right_high is not None:
            shown = short(plot.right_high * step / 4)
            yield f'<text class="tick" x="{plot.right_edge + 4}" y="{at + 3:.1f}">{shown}</text>'


def _hours(plot: Plot, end: datetime) -> Iterator[str]:
    start = end - timedelta(seconds=STEP_SECONDS * (POINTS - 1))
    for hour in range(1, 8, 2):
        when = (start + timedelta(hours=hour)).astimezone(UTC)
        at = plot.x(hour * 3600 / STEP_SECONDS)
        yield f'<text class="tick" x="{at:.1f}" y="{plot.height - 6}" text-anchor="middle">{when:%H:%M}</text>'


def _line(line: Drawn, plot: Plot) -> str:
    points = " ".join(
        f"{plot.x(i):.1f},{plot.y(v, right=line.right):.1f}" for i, v in enumerate(line.values) if v is not None
    )
    return f'<polyline fill="none" stroke="{line.colour}" stroke-width="1.6" points="{points}"/>' if points else ""


def _limit(limit: Mapping[str, Any], plot: Plot) -> str:
    at = plot.y(limit["value"], right=limit.get("yAxis") == "right")
    shade = ""
    if "fill" in limit:
        top, bottom = (TOP, at) if limit["fill"] == "above" else (at, plot.bottom_edge)
        shade = (
            f'<rect x="{LEFT}" y="{top:.1f}" width="{plot.right_edge - LEFT}" height="{max(0, bottom - top):.1f}"'
            f' fill="{limit["color"]}" opacity="0.08"/>'
        )
    return (
        f'{shade}<line x1="{LEFT}" x2="{plot.right_edge}" y1="{at:.1f}" y2="{at:.1f}" stroke="{limit["color"]}"'
        ' stroke-width="1.4" stroke-dasharray="5 3"/>'
    )


def _labels(limits: Sequence[Mapping[str, Any]], plot: Plot) -> Iterator[str]:
    """Words of the thresholds, pushed apart where lines lie close together; from the lowest up, inside the plot."""
    floor = plot.bottom_edge - 3
    for limit in sorted(limits, key=lambda one: float(one["value"])):
        at = min(plot.y(limit["value"], right=limit.get("yAxis") == "right") - 4, floor)
        floor = at - LABEL_HEIGHT
        words = escape(limit["label"])
        shown = escape(_fit(limit["label"], plot))
        yield f'<text class="limit" x="{LEFT + 4}" y="{max(at, TOP + 8):.1f}">{shown}<title>{words}</title></text>'


def _fit(label: str, plot: Plot) -> str:
    """What of the words the chart has room for; all of them show when pointed at."""
    room = int((plot.right_edge - LEFT - 4) / LETTER_PX)
    return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"


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
