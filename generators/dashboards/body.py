"""A dashboard's widgets on the 24-column grid, and its body as CloudFormation wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from generators.artefact import JSON, StackResource
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 24
WIDGETS_MAX = 500  # CloudWatch's quota a dashboard
METRICS_MAX = 2_500  # its quota a dashboard; hidden inputs count


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A placed dashboard. `widgets` are CloudWatch's own JSON."""

    name: str
    title: str
    widgets: tuple[JSON, ...]


@dataclass(slots=True)
class Grid:
    """Places widgets left to right; a row ends when the next widget does not fit."""

    widgets: list[JSON] = field(default_factory=list)
    _x: int = 0
    _y: int = 0
    _row_height: int = 0

    def add(self, kind: str, width: int, height: int, properties: JSON) -> None:
        if self._x + width > COLUMNS:
            self.new_row()
        self.widgets.append(
            {"type": kind, "x": self._x, "y": self._y, "width": width, "height": height, "properties": properties}
        )
        self._x += width
        self._row_height = max(self._row_height, height)

    def new_row(self) -> None:
        if self._x:
            self._y += self._row_height
            self._x = self._row_height = 0


def render_dashboard(dashboard: Dashboard) -> StackResource:
    """AWS::CloudWatch::Dashboard. The body is one Fn::Sub text: alarm ARNs need the account's number."""
    body = {"start": "-PT8H", "periodOverride": "inherit", "widgets": list(dashboard.widgets)}
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    return StackResource(
        logical_id=names.logical_id(names.pascal(dashboard.title)),
        type="AWS::CloudWatch::Dashboard",
        properties={"DashboardName": dashboard.name, "DashboardBody": {"Fn::Sub": text}},
    )


def alarm_arn(region: str, name: str) -> str:
    """For use inside a Fn::Sub text."""
    return f"arn:${{AWS::Partition}}:cloudwatch:{region}:${{AWS::AccountId}}:alarm:{name}"


def metric_count(widgets: Sequence[dict[str, Any]]) -> int:
    """Metrics of a dashboard as CloudWatch's quota counts them: expressions do not count, hidden inputs do."""
    return sum(isinstance(line[0], str) for widget in widgets for line in widget["properties"].get("metrics", ()))
