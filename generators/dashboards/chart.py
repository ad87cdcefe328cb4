"""A chart of the model as a CloudWatch metric widget, its alarms' thresholds drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.widget import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generators.artefact import JSON
    from monitors.model.widget import Chart, Line, Threshold

COLOURS = {
    Tone.NEUTRAL: "#1f77b4",
    Tone.SECOND: "#5ba3d9",
    Tone.THIRD: "#0b3d66",
    Tone.GOOD: "#2ca02c",
    Tone.WARNING: "#ff9900",
    Tone.BAD: "#d62728",
    Tone.THROTTLE: "#5928ed",
}
"""Colour by meaning, the same on every chart; told apart by lightness too, for eyes that miss hues."""
PAGE_COLOUR = "#d13212"
ALERT_COLOUR = "#ff9900"
RECOVERY_COLOUR = "#6b7680"


def metric_widget(chart: Chart, region: str) -> JSON:
    """Properties of a `metric` widget."""
    left: JSON = {"min": chart.minimum, "label": chart.unit, "showUnits": False}
    if chart.maximum is not None:
        left["max"] = chart.maximum
    y_axis = {"left": left}
    if any(line.right for line in chart.lines):
        y_axis["right"] = {"min": 0, "label": "count", "showUnits": False}
    properties: JSON = {
        "title": chart.title,
        "region": region,
        "view": "timeSeries",
        "period": 60,
        "metrics": [render_line(line) for line in chart.lines],
        "yAxis": y_axis,
        "legend": {"position": "bottom"},
    }
    if chart.thresholds:
        properties["annotations"] = {"horizontal": _annotations(chart.thresholds)}
    return properties


def render_line(line: Line, *, label: str | None = None, colour: str | None = None) -> list[object]:
    """One entry of a widget's `metrics`."""
    options: JSON = {"id": line.id, "label": label or line.label}
    if not line.hidden:
        options["color"] = colour or COLOURS[line.tone]
    else:
        options["visible"] = False
    if line.right:
        options["yAxis"] = "right"
    if line.metric is None:
        return [{"expression": line.expression, **options}]
    metric = line.metric
    names = [part for pair in metric.dimensions for part in pair]
    return [metric.namespace, metric.name, *names, {"stat": metric.statistic, "period": metric.period, **options}]


def _annotations(thresholds: Sequence[Threshold]) -> list[JSON]:
    """Lines, each with its words; thresholds that would lie upon one another share a line and say so."""
    lines: dict[tuple[object, ...], JSON] = {}
    for threshold in thresholds:
        drawn = _annotation(threshold)
        place = (threshold.value, threshold.right, drawn["color"])
        if place in lines:
            lines[place]["label"] += f" · {drawn['label']}"
        else:
            lines[place] = drawn
    return list(lines.values())


def _annotation(threshold: Threshold) -> JSON:
    annotation: JSON = {"value": threshold.value, "label": threshold.label}
    if threshold.right:
        annotation["yAxis"] = "right"
    if threshold.label.startswith("not recovered"):
        return {**annotation, "color": RECOVERY_COLOUR}
    annotation["color"] = PAGE_COLOUR if threshold.pages else ALERT_COLOUR
    if threshold.pages:
        annotation["fill"] = "above" if threshold.above else "below"
    return annotation
