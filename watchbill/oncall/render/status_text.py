"""`watchbill status` on one screen: what fires first, then incidents, then everything that should be quietly well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from monitors.links import runbook_path
from watchbill.cloud.headline import plural
from watchbill.findings.full import printable
from watchbill.oncall.moment import age, from_ms
from watchbill.oncall.render import measure
from watchbill.oncall.render.grid import Grid
from watchbill.oncall.render.mute_text import when
from watchbill.oncall.standing import Mood

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from watchbill.cloud.render.signs import Pen
    from watchbill.oncall.picture import Part
    from watchbill.oncall.standing import Row, Standing
    from workers.alert_router.incident import Incident

SIGNS = {
    Mood.FIRING: ("▲", "bold red"),
    Mood.RECOVERING: ("△", "yellow"),
    Mood.NO_DATA: ("?", "dim"),
    Mood.OK: ("✓", "green"),
}
GOOD, BAD, CARE, QUIET = ("✓", "green"), ("✗", "bold red"), ("!", "yellow"), ("–", "dim")
EXPLAINED = 6
"""So many alarms are shown with AWS's reason; in a storm the list matters more."""
FIRING, SILENT = 20, 3
"""So many rows in ALARM and without data are listed unless all are asked for."""
LABEL = 10
FRESH_SECONDS = 5 * 60
"""The heartbeat comes each minute."""
_NOISE = re.compile(r"^Threshold Crossed: | \(\d\d/\d\d/\d\d \d\d:\d\d:\d\d\)| \(minimum \d+ datapoints? for .*\)\.?$")


class StatusText:
    """Renders one standing. `every` lists the alarms that are OK, too; `width` is the screen's."""

    def __init__(self, standing: Standing, stacks: frozenset[str], pen: Pen, *, every: bool = False) -> None:
        self._standing = standing
        self._stacks = stacks
        self._pen = pen
        self._every = every
        self._at = standing.picture.at

    def render(self) -> RenderableType:
        """The whole screen."""
        parts: list[RenderableType] = [self.headline(), Text()]
        if self._shown():
            parts += [self._alarms(), Text()]
        if self._standing.incidents:
            parts += [self._incidents(), Text()]
        return Group(*parts, *self._rest())

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
            return self._line(("✓ ", "green"), (f"all {count} alarms are quiet", "bold green"))
        told = [(f"▲ {firing} of {count} {plural('alarm', count)} firing", "bold red" if firing else "yellow")]
        if incidents:
            told.append((f" · {incidents} {plural('incident', incidents)} open", "bold"))
        return self._line(*told)

    def _alarms(self) -> Grid:
        grid = Grid(("", "alarm", "state", "since", "value", "threshold", "told"), right=frozenset({3, 4, 5}))
        shown = self._shown()
        for row in shown:
            self._add(grid, row)
        for mood in Mood:
            if rest := len(self._standing.of(mood)) - sum(row.mood is mood for row in shown):
                sign, style = SIGNS[mood]
                more = self._text(f"{rest} more", "dim")
                hint = self._text("--all to list", "dim")
                empty = (Text(), Text(), Text())
                grid.row(self._text(sign, style), more, self._text(mood.value, style), *empty, hint)
        return grid

    def _shown(self) -> list[Row]:
        if self._every:
            return list(self._standing.rows)
        limits = {Mood.FIRING: FIRING, Mood.RECOVERING: FIRING, Mood.NO_DATA: SILENT, Mood.OK: 0}
        return [row for mood, limit in limits.items() for row in self._standing.of(mood)[:limit]]

    def _add(self, grid: Grid, row: Row) -> None:
        sign, style = SIGNS[row.mood]
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
            return self._text(f"muted, {age(self._at, row.muted_until)} left", "yellow")
        if row.told or row.untold:
            return self._receivers(row.told, row.untold)
        if row.mood in (Mood.OK, Mood.NO_DATA):
            return Text()
        return self._text(f"route: {', '.join(row.route) or 'nobody'}", "dim" if row.route else "bold red")

    def _receivers(self, told: Iterable[str], untold: str) -> Text:
        names = ", ".join(told)
        return self._text(names or f"nobody: {untold}", "cyan" if names else "yellow")

    def _incidents(self) -> Grid:
        grid = Grid(("", "incident", "open", "acknowledged", "told"), right=frozenset({2}))
        for incident in self._standing.incidents:
            style = "bold red" if incident.severity in ("P1", "P2") else "yellow"
            grid.row(
                self._text(incident.severity, style),
                self._text(f"{incident.symptom}: {_members(incident)}", "bold"),
                self._text(age(from_ms(incident.opened_at), self._at)),
                self._acknowledged(incident),
                self._text(
                    ", ".join(incident.told) or f"nobody: {incident.untold}", "cyan" if incident.told else "yellow"
                ),
            )
            grid.note(self._text(incident.incident_id, "dim"))
        return grid

    def _acknowledged(self, incident: Incident) -> Text:
        if not incident.acknowledged_at:
            return self._text("by nobody yet", "bold yellow")
        by = printable(incident.acknowledged_by) or "somebody"
        return self._text(f"by {by}, {age(from_ms(incident.acknowledged_at), self._at)} ago", "green")

    def _rest(self) -> Iterator[Text]:
        yield from self._incident_trouble()
        yield from self._canaries()
        yield from self._mutes()
        yield from self._router()
        yield from self._deployed()
        yield from self._oddities()

    def _incident_trouble(self) -> Iterator[Text]:
        trouble = self._standing.picture.incidents.trouble
        if trouble:
            yield self._entry("incidents", QUIET if "not deployed" in trouble else BAD, trouble)

    def _canaries(self) -> Iterator[Text]:
        entries = self._standing.plan.of_kind("canary")
        if not entries:
            return
        pulses = self._standing.picture.pulses
        if pulses.value is None:
            yield self._unread("canaries", pulses)
            return
        found = pulses.value.canaries
        failing = [key for key, pulse in sorted(found.items()) if pulse and pulse.value < 100]
        silent = [key for key, pulse in sorted(found.items()) if pulse is None]
        newest = max((pulse.at for pulse in found.values() if pulse), default=None)
        ran = f", last run {age(newest, self._at)} ago" if newest else ""
        passing = len(found) - len(failing) - len(silent)
        sign = BAD if failing else CARE if silent else GOOD
        told = [f"{passing} of {len(found)} pass{ran}"]
        told += [f"failing: {', '.join(failing)}"] if failing else []
        told += [f"silent: {', '.join(silent)}"] if silent else []
        yield self._entry("canaries", sign, " · ".join(told))

    def _mutes(self) -> Iterator[Text]:
        mutes = self._standing.picture.mutes
        if mutes.value is None:
            yield self._unread("mutes", mutes)
            return
        coming = [mute for mute in mutes.value if not mute.is_over(self._at)]
        for number, mute in enumerate(coming):
            count = len(mute.alarms)
            sign = ("●", "yellow") if mute.is_open(self._at) else ("○", "dim")
            told = f"{count} {plural('alarm', count)} {when(mute, self._at)}: {printable(mute.because) or mute.name}"
            yield self._entry("" if number else "mutes", sign, told)
        if not coming:
            yield self._entry("mutes", QUIET, "none")

    def _router(self) -> Iterator[Text]:
        pulses = self._standing.picture.pulses
        if not self._standing.plan.of_kind("router"):
            yield self._entry("router", QUIET, "not part of this spec: alarms go to the topics' mailboxes alone")
        elif pulses.value is None:
            yield self._unread("router", pulses)
        elif pulses.value.heartbeat is None:
            yield self._entry("router", BAD, "no heartbeat for hours: notifications may be late or lost")
        else:
            since = pulses.value.heartbeat.at
            fresh = (self._at - since).total_seconds() <= FRESH_SECONDS
            yield self._entry("router", GOOD if fresh else BAD, f"heartbeat {age(since, self._at)} ago")

    def _deployed(self) -> Iterator[Text]:
        stacks = self._standing.picture.stacks
        if stacks.value is None:
            yield self._unread("stacks", stacks)
            return
        found = {stack.name: stack for stack in stacks.value}
        there = sum(name in found for name in self._stacks)
        told = [f"{there} of {len(self._stacks)} deployed"]
        bad = [f"{stack.name} {stack.status}" for stack in stacks.value if not stack.well and not stack.busy]
        busy = [stack.name for stack in stacks.value if stack.busy]
        newest = max(stacks.value, key=lambda stack: stack.changed, default=None)
        if newest:
            same = newest.digest == self._standing.plan.service.spec_digest
            spec = "this spec" if same else f"another spec ({newest.digest or 'unknown'}; watchbill plan)"
            told.append(f"last deployment {age(newest.changed, self._at)} ago, from {spec}")
        told += [f"being changed: {', '.join(busy)}"] if busy else []
        sign = BAD if bad else CARE if there < len(self._stacks) or busy else GOOD
        yield self._entry("stacks", sign, " · ".join([*told, *bad]))

    def _oddities(self) -> Iterator[Text]:
        for names, words in (
            (self._standing.disabled, "with their actions switched off: nobody is told"),
            (self._standing.missing, "of the spec are not deployed"),
            (self._standing.strange, "deployed that the spec does not have"),
        ):
            if names and self._standing.rows:
                count = len(names)
                sample = ", ".join(names[:2]) + (", …" if count > 2 else "")
                yield self._entry("alarms", CARE, f"{count} {plural('alarm', count)} {words}: {sample}")

    def _unread(self, label: str, part: Part[object]) -> Text:
        return self._entry(label, BAD, f"could not be read: {part.trouble}")

    def _entry(self, label: str, sign: tuple[str, str], words: str) -> Text:
        text = self._line(
            (f"{label:<{LABEL}}", "dim"), (f"{sign[0]} ", sign[1]), (words, "dim" if sign is QUIET else "")
        )
        text.no_wrap, text.overflow = False, "fold"
        return text

    def _text(self, words: str, style: str = "") -> Text:
        return Text(self._pen(words), style)

    def _line(self, *parts: tuple[str, str]) -> Text:
        return Text.assemble(*((self._pen(words), style) for words, style in parts if words))


def shorten(reason: str) -> str:
    """CloudWatch's sentence without what stands in the table already."""
    return printable(_NOISE.sub("", reason)).strip()


def _members(incident: Incident) -> str:
    """`loadScoresToDynamoDB and 2 more`: those still open, else all."""
    entries: Sequence[str] = [entry.resource for entry in incident.entries.values() if entry.open]
    names = list(dict.fromkeys(entries)) or [entry.resource for entry in incident.entries.values()]
    rest = max(incident.count, len(names)) - 1
    return (names[0] if names else "?") + (f" and {rest} more" if rest > 0 else "")
