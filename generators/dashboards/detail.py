"""The dashboards that hold every resource: Lambda performance, stream processing, queue health, DynamoDB, …"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from generators.dashboards.body import Dashboard, Grid
from generators.dashboards.row import add_alarm_states, add_comparison, add_header, add_row, trip_names
from monitors import links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.model.plan import Plan, ResourcePlan

ROWS_PER_PAGE = 20
"""About a hundred widgets: what one loads in a few seconds and scrolls through; CloudWatch's quota is 500."""


def detail_pages(plan: Plan) -> Iterator[Dashboard]:
    """One dashboard a title that kinds name, in pages; every alarm's threshold is drawn on exactly one of them."""
    groups: dict[str, list[ResourcePlan]] = defaultdict(list)
    for entry in sorted(plan.resources, key=lambda entry: (entry.resource.settings.FLOW, entry.resource.key)):
        title = entry.resource.settings.DASHBOARD
        if title is not None and entry.row is not None:
            groups[title].append(entry)
    for title, entries in sorted(groups.items()):
        pages = [entries[start : start + ROWS_PER_PAGE] for start in range(0, len(entries), ROWS_PER_PAGE)]
        for number, page in enumerate(pages, start=1):
            yield _page(plan, title if number == 1 else f"{title} {number}", page, len(pages))


def dashboard_name(plan: Plan, title: str) -> str:
    return f"{plan.service.prefix}-{title.lower().replace(' ', '-')}"


def _page(plan: Plan, title: str, entries: Sequence[ResourcePlan], pages: int) -> Dashboard:
    grid = Grid()
    region = plan.service.region
    overview = links.dashboard(plan.service, f"{plan.service.prefix}-overview")
    shown = f"{title} of {pages}" if pages > 1 else title
    add_header(grid, plan, shown, [("Overview", overview), ("Runbooks", plan.service.runbooks_url)])
    add_alarm_states(grid, plan, trip_names(entries), "Alarms shown here")
    if len(entries) > 1:
        add_comparison(grid, entries, region)
    for entry in entries:
        if entry.row is not None:
            add_row(grid, entry.row, region)
    return Dashboard(name=dashboard_name(plan, title), title=title, widgets=tuple(grid.widgets))
