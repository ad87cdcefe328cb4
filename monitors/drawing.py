"""Charts with the thresholds of the alarms they show: each alarm is drawn once, on the chart that names its rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitors import words
from monitors.model.alarm import Part, Priority
from monitors.model.widget import Row, Threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.catalogue import Kind
    from monitors.model.alarm import Alarm
    from monitors.model.resource import Resource
    from monitors.model.widget import Chart
    from monitors.scope import Scope


def draw_row(kind: Kind, resource: Resource[Any], scope: Scope, alarms: Sequence[Alarm]) -> Row | None:
    """The resource's row, or None where there is nothing to draw."""
    charts = kind.functions.get("charts")
    if charts is None:
        return None
    drawn: tuple[Chart, ...] = charts(resource, scope)
    if not drawn:
        return None
    by_symptom: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        by_symptom.setdefault(alarm.rule.partition(".")[2], []).append(alarm)
    return Row(
        title=f"{kind.spec.TITLE} {resource.key}",
        links=_links(kind, resource, scope, alarms),
        charts=tuple(
            replace(chart, thresholds=tuple(_threshold(a, chart) for s in chart.rules for a in by_symptom.get(s, ())))
            for chart in drawn
        ),
    )


def _threshold(alarm: Alarm, chart: Chart) -> Threshold:
    condition = alarm.condition
    value = condition.threshold if condition.drawn_at is None else condition.drawn_at
    window = f"{condition.datapoints_to_alarm} of {condition.evaluation_periods} × {words.span(condition.period)}"
    limit = f"{condition.comparison.symbol} {words.number(condition.threshold)} {condition.unit}"
    verb = {
        Part.TRIP: "page" if alarm.priority is Priority.HIGH else "alert",
        Part.STEP: f"raise to {alarm.severity}",
        Part.HOLD: "not recovered",
    }[condition.part]
    return Threshold(
        alarm=alarm.name,
        value=value,
        label=f"{verb}: {condition.words or f'{limit}, {window}'}",
        pages=alarm.priority is Priority.HIGH and condition.part is not Part.HOLD,
        above=condition.comparison.is_upper,
        right=condition.drawn_at is None and condition.unit != chart.unit and any(line.right for line in chart.lines),
    )


def _links(kind: Kind, resource: Resource[Any], scope: Scope, alarms: Sequence[Alarm]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    console = kind.functions.get("console")
    if console is not None:
        found.append(("console", console(resource, scope.service.region)))
    if alarms:
        found.append(("runbooks", f"{scope.service.runbooks_url}/{resource.kind}"))
        if alarms[0].links.logs:
            found.append(("logs", alarms[0].links.logs))
    else:
        found.append(("runbooks", scope.service.runbooks_url))
    return tuple(found)
