"""The dashboard that on-call opens first: is it us, how bad, and where in the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.dashboards.body import Dashboard, Grid
from generators.dashboards.detail import dashboard_name
from generators.dashboards.row import add_alarm_states, add_header, add_row, trip_names
from generators.dashboards.total import add_numbers
from monitors import links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generators.artefact import JSON
    from monitors.model.plan import Plan, ResourcePlan

ROWS_MAX = 18
"""Ninety widgets: beyond them the overview names the dashboards that hold the rest."""
ALARMS_MAX = 100
LOG_GROUPS_MAX = 50  # Logs Insights reads 50 log groups a query
RECENT_ERRORS = (
    "fields @timestamp, function_name, level, message, function_request_id\n"
    "| filter level in ['ERROR', 'CRITICAL']\n| sort @timestamp desc\n| limit 20"
)


def overview(plan: Plan) -> Dashboard:
    """Header, alarm states, four numbers, one row a resource in the order of the data flow, recent errors."""
    grid = Grid()
    shown, hidden = _rows(plan)
    add_header(grid, plan, "Overview", _links(plan))
    add_alarm_states(grid, plan, trip_names(_ranked(plan))[:ALARMS_MAX], "Alarms, newest change first")
    add_numbers(grid, plan)
    for entry in shown:
        if entry.row is not None:
            add_row(grid, entry.row, plan.service.region)
    if hidden:
        text = f"{hidden} more resources are on the dashboards linked above: here stand the critical ones first."
        grid.add("text", 24, 1, {"markdown": text})
        grid.new_row()
    log_groups = _log_groups(plan)
    if log_groups:
        grid.add("log", 24, 6, _recent_errors(plan, log_groups))
    return Dashboard(name=f"{plan.service.prefix}-overview", title="Overview", widgets=tuple(grid.widgets))


def _ranked(plan: Plan) -> list[ResourcePlan]:
    """The service first, then what is critical, then the rest; each in the order of the data flow."""
    return sorted(
        plan.resources,
        key=lambda e: (e.resource.kind != "service", not e.resource.critical, e.resource.settings.FLOW, e.resource.key),
    )


def _rows(plan: Plan) -> tuple[list[ResourcePlan], int]:
    drawable = [entry for entry in _ranked(plan) if entry.row is not None]
    shown = sorted(drawable[:ROWS_MAX], key=lambda e: (e.resource.settings.FLOW, e.resource.key))
    return shown, len(drawable) - len(shown)


def _links(plan: Plan) -> list[tuple[str, str]]:
    titles = {entry.resource.settings.DASHBOARD for entry in plan.resources if entry.row is not None} - {None}
    pages = [(title, links.dashboard(plan.service, dashboard_name(plan, title))) for title in sorted(titles)]
    return [
        *pages,
        ("Runbooks", plan.service.runbooks_url),
        ("Repository", plan.service.repository_url),
        ("Documentation", plan.service.documentation_url),
    ]


def _log_groups(plan: Plan) -> list[str]:
    groups = (
        entry.resource.settings.log_group(entry.resource.name)
        for entry in plan.resources
        if hasattr(entry.resource.settings, "log_group")
    )
    return sorted(groups)[:LOG_GROUPS_MAX]


def _recent_errors(plan: Plan, log_groups: Sequence[str]) -> JSON:
    source = " | ".join(f"SOURCE '{group}'" for group in log_groups)
    return {
        "title": "Recent errors",
        "region": plan.service.region,
        "query": f"{source} | {RECENT_ERRORS}",
        "view": "table",
    }
