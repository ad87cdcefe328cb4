"""`watchbill status` on one screen: what fires first, then incidents, then everything that should be quietly well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from watchbill.cloud.headline import plural
from watchbill.oncall.render.alarm_grid import AlarmGrid
from watchbill.oncall.render.footing import Footing
from watchbill.oncall.render.incident_grid import incident_grid
from watchbill.oncall.standing import Mood

if TYPE_CHECKING:
    from rich.console import RenderableType

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.standing import Standing


class StatusText:
    """Renders one standing. `stacks` are the names that the spec makes; `every` lists the alarms that are OK, too."""

    def __init__(self, standing: Standing, stacks: frozenset[str], pen: Pen, *, every: bool = False) -> None:
        self._standing = standing
        self._pen = pen
        self._alarms = AlarmGrid(standing, pen, every=every)
        self._footing = Footing(standing, stacks, pen)

    def render(self) -> RenderableType:
        """The whole screen."""
        parts: list[RenderableType] = [self.headline(), Text()]
        if self._alarms.shown:
            parts += [self._alarms.render(), Text()]
        if self._standing.incidents:
            parts += [incident_grid(self._standing, self._pen), Text()]
        return Group(*parts, *self._footing.lines())

    def headline(self) -> Text:
        """`2 of 101 alarms firing · 1 incident open`."""
        trouble = self._standing.picture.alarms.trouble
        if trouble:
            return self._line(("✗ alarms could not be read: ", "bold red"), (trouble, "red"))
        firing, count = len(self._standing.of(Mood.FIRING)), len(self._standing.rows)
        incidents = len(self._standing.incidents)
        if not count:
            return self._line(
                ("? ", "dim"), ("no alarm of this service is deployed here: ", "bold"), ("watchbill deploy", "")
            )
        if self._standing.healthy:
            dark = len(self._standing.of(Mood.NO_DATA))
            unseen = f" · {dark} without data" if dark else ""
            return self._line(("✓ ", "green"), (f"all {count} alarms are quiet", "bold green"), (unseen, "dim"))
        told = [(f"▲ {firing} of {count} {plural('alarm', count)} firing", "bold red" if firing else "yellow")]
        if incidents:
            told.append((f" · {incidents} {plural('incident', incidents)} open", "bold"))
        return self._line(*told)

    def _line(self, *parts: tuple[str, str]) -> Text:
        return Text.assemble(*((self._pen(words), style) for words, style in parts if words))
