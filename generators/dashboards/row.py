"""What dashboards share: the header, the alarm states, a resource's row, the comparison of many resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generators.dashboards.body import COLUMNS, alarm_arn
from generators.dashboards.chart import metric_widget, render_line
from monitors.model.alarm import Part, Priority
from monitors.model.widget import Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generators.dashboards.body import Grid
    from monitors.model.plan import Plan, ResourcePlan
    from monitors.model.widget import Line, Row

ALARMS_PER_WIDGET = 100  # CloudWatch's quota for an alarm widget
CHART_HEIGHT = 6
PALETTE = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
    "#0b3d66", "#b35806", "#1b6b1b", "#8b1a1a", "#5b3a86", "#4d2f28", "#a83279", "#404040", "#6f7012", "#0e7580",
)  # fmt: skip


def add_header(grid: Grid, plan: Plan, title: str, links: Sequence[tuple[str, str]]) -> None:
    """24 × 2: what this is, who owns it, where to go, and that nobody should edit it here."""
    service = plan.service
    team = next((team for team in service.teams if team.name == service.owner), None)
    owner = f"{service.owner} ({team.channel}, on call: {team.on_call})" if team else service.owner
    shown = " · ".join(f"[{name}]({url})" for name, url in links if url)
    lines = [
        f"## {title} · {service.name} · {service.environment} · {service.region}",
        f"Owner: **{owner}** · {shown} · times in UTC · generated from {service.spec_file}: edit that, not this",
    ]
    grid.add("text", 24, 2, {"markdown": "\n".join(lines)})
    grid.new_row()


def add_alarm_states(grid: Grid, plan: Plan, names: Sequence[str], title: str) -> None:
    """Alarm states, those in alarm first; as many widgets as a hundred alarms each need."""
    for start in range(0, len(names), ALARMS_PER_WIDGET):
        part = names[start : start + ALARMS_PER_WIDGET]
        arns = [alarm_arn(plan.service.region, name) for name in part]
        grid.add(
            "alarm", 24, min(8, 2 + len(part) // 6), {"title": title, "alarms": arns, "sortBy": "stateUpdatedTimestamp"}
        )
        grid.new_row()


def trip_names(entries: Sequence[ResourcePlan]) -> list[str]:
    """Names of composites and of alarms that open incidents, pages first: hold alarms are the router's business."""
    ranks = {Priority.HIGH: 1, Priority.MEDIUM: 2, Priority.LOW: 3}
    ranked = [(0, composite.name) for entry in entries for composite in entry.composites if composite.tells]
    ranked += [(ranks[a.priority], a.name) for entry in entries for a in entry.alarms if a.part is not Part.HOLD]
    return [name for _, name in sorted(ranked, key=lambda one: one[0])]


def add_row(grid: Grid, row: Row, region: str) -> None:
    """A one-line header with links, then the charts: four share the width, whatever their number."""
    shown = " · ".join(f"[{name}]({url})" for name, url in row.links if url)
    grid.add("text", 24, 1, {"markdown": f"**{row.title}** · {shown}", "background": "transparent"})
    grid.new_row()
    # Four charts take 6 columns each; a fifth makes room by narrowing all rather than standing alone.
    widths = [COLUMNS // 4] * 4 if len(row.charts) <= 4 else _shares(len(row.charts))
    for chart, width in zip(row.charts, widths, strict=False):
        grid.add("metric", width, CHART_HEIGHT, metric_widget(chart, region))
    grid.new_row()


def _shares(count: int) -> list[int]:
    """The 24 columns shared as evenly as whole columns go: five charts are 5, 5, 5, 5, 4 wide."""
    return [COLUMNS // count + (index < COLUMNS % count) for index in range(count)]


def add_comparison(grid: Grid, entries: Sequence[ResourcePlan], region: str) -> None:
    """One chart a signal with every resource in it: who stands out. Each line is the resource's own first metric."""
    for signal in Signal:
        lines: list[Line] = []
        title = ""
        for entry in entries:
            chart = next((c for c in (entry.row.charts if entry.row else ()) if c.signal is signal), None)
            line = _leading(chart.lines) if chart else None
            if chart and line:
                title = title or f"{chart.title.partition(' (')[0]}: all"
                lines.append(replace(line, id=f"r{len(lines)}", label=entry.resource.key, right=False))
        if lines:
            metrics = [render_line(line, colour=PALETTE[i % len(PALETTE)]) for i, line in enumerate(lines)]
            grid.add(
                "metric",
                6,
                CHART_HEIGHT,
                {
                    "title": title,
                    "region": region,
                    "view": "timeSeries",
                    "period": 60,
                    "metrics": metrics,
                    "yAxis": {"left": {"min": 0, "showUnits": False}},
                    "legend": {"position": "bottom"},
                },
            )
    grid.new_row()


def _leading(lines: Sequence[Line]) -> Line | None:
    """The first line that is drawn and is a metric of its own; expressions need their neighbours."""
    drawn = [line for line in lines if line.metric is not None]
    return next((line for line in drawn if not line.hidden), drawn[0] if drawn else None)
