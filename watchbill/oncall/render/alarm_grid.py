"""The alarms of `watchbill status`: what fires with its value, its threshold and who was told; the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from monitors.links import runbook_path
from watchbill.oncall.moment import age
from watchbill.oncall.reason import shorten
from watchbill.oncall.render import measure
from watchbill.oncall.render.grid import Grid
from watchbill.oncall.render.receivers import receivers
from watchbill.oncall.render.sign import MOODS
from watchbill.oncall.standing import Mood

if TYPE_CHECKING:
    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.standing import Row, Standing

EXPLAINED = 6
"""So many alarms are shown with AWS's reason and their runbook; in a storm the list matters more."""
LISTED = {Mood.FIRING: 20, Mood.RECOVERING: 20, Mood.NO_DATA: 3, Mood.OK: 0}
"""So many rows of each are listed unless all are asked for."""


class AlarmGrid:
    """`every` lists the alarms that are OK, too."""

    def __init__(self, standing: Standing, pen: Pen, *, every: bool) -> None:
        self._standing = standing
        self._pen = pen
        self._at = standing.picture.at
        listed = [row for mood, limit in LISTED.items() for row in standing.of(mood)[:limit]]
        self.shown = list(standing.rows) if every else listed

    def render(self) -> Grid:
        grid = Grid(("", "alarm", "state", "since", "value", "threshold", "told"), right=frozenset({3, 4, 5}))
        for row in self.shown:
            self._add(grid, row)
        for mood in Mood:
            if rest := len(self._standing.of(mood)) - sum(row.mood is mood for row in self.shown):
                sign, style = MOODS[mood]
                more = self._text(f"{rest} more", "dim")
                hint = self._text("--all to list", "dim")
                empty = (Text(), Text(), Text())
                grid.row(self._text(sign, style), more, self._text(mood.value, style), *empty, hint)
        return grid

    def _add(self, grid: Grid, row: Row) -> None:
        sign, style = MOODS[row.mood]
        firing, calm = row.mood is Mood.FIRING, "dim" if row.mood is Mood.OK else ""
        grid.row(
            self._text(sign, style),
            self._text(row.subject, calm or f"bold link {row.alarm.links.runbook}"),
            self._text(row.mood.value, style),
            self._text(age(row.now.since, self._at), calm),
            self._text(measure.value(row), "bold" if firing else "dim"),
            self._text(measure.threshold(row), "" if firing else "dim"),
            self._told(row),
        )
        if firing and len(self._standing.of(Mood.FIRING)) <= EXPLAINED:
            grid.note(self._text(shorten(row.now.reason), "dim"))
            if row.alarm.links.runbook:
                page = runbook_path(row.alarm.rule, row.alarm.resource)
                grid.note(self._text(page, f"underline cyan link {row.alarm.links.runbook}"))

    def _told(self, row: Row) -> Text:
        if row.muted_until is not None:
            muted = self._text(f"muted, {age(self._at, row.muted_until)} left", "yellow")
            return Text.assemble(receivers(row.told, "", self._pen), self._pen(" · "), muted) if row.told else muted
        if row.told or row.untold:
            return receivers(row.told, row.untold, self._pen)
        if row.mood in (Mood.OK, Mood.NO_DATA):
            return Text()
        return self._text(f"route: {', '.join(row.route) or 'nobody'}", "dim" if row.route else "bold red")

    def _text(self, words: str, style: str = "") -> Text:
        return Text(self._pen(words), style)
