"""How the service stands now: what fires since when, who was told, incidents, mutes, canaries, router, stacks."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.standing import Standing

EVERY_SECONDS = 10.0


@click.command()
@spec_option
@environment_option
@local_option
@click.option("--all", "every", is_flag=True, help="List the alarms that are OK, too.")
@click.option("--watch", is_flag=True, help="Refresh until Ctrl-C; where there is no terminal, print what changes.")
@click.option(
    "--every",
    "pause",
    type=click.FloatRange(min=1.0),
    default=EVERY_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how often.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; with --watch, one a line.")
def command(
    spec: Path, environment: str | None, local: bool, every: bool, watch: bool, pause: float, as_json: bool
) -> None:
    """Show how the service stands now, on one screen.

    Exit code 0: nothing is in ALARM and no incident is open. 1: something is, or no alarm could be read.
    """
    from watchbill.project import load_project

    project = load_project(spec, environment, local=local, pack=False)
    stacks = frozenset(stack.name for stack in project.stacks)
    eye = Eye(project.plan, stacks, reach(project.plan.service, local=local), every=every, as_json=as_json)
    standing = _watch(eye, pause) if watch else _once(eye)
    if standing is not None and (standing.picture.alarms.value is None or not standing.healthy):
        sys.exit(1)


@dataclass(frozen=True)
class Eye:
    """Looks at one service, and says what it saw."""

    plan: Plan
    stacks: frozenset[str]
    connection: Connection
    every: bool
    as_json: bool

    def look(self) -> Standing:
        from watchbill.cloud.error import in_words
        from watchbill.oncall.moment import now
        from watchbill.oncall.picture import take_picture
        from watchbill.oncall.standing import judge

        with in_words():
            _ = self.connection.place  # asked once, before five threads need it
        return judge(self.plan, take_picture(self.connection, self.plan, now()))

    def screen(self, standing: Standing) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from watchbill.oncall.render.status_text import StatusText

        _, _, pen = consoles()
        title = f"{place(self.plan.service, self.connection)} · {standing.picture.at:%H:%M:%S} UTC"
        return Group(Text(pen(title), "dim"), StatusText(standing, self.stacks, pen, every=self.every).render())

    def document(self, standing: Standing, indent: int | None = 2) -> str:
        from watchbill.oncall.render.status_json import status_document

        return json.dumps(status_document(standing, self.stacks), indent=indent)


def _once(eye: Eye) -> Standing:
    out, _, _ = consoles()
    standing = eye.look()
    if eye.as_json:
        click.echo(eye.document(standing))
    else:
        out.print(eye.screen(standing))
    return standing


def _watch(eye: Eye, pause: float) -> Standing | None:
    """The last look, noted before it is drawn. Ctrl-C ends it, and is no error."""
    out, _, _ = consoles()
    live = out.is_terminal and not out.is_dumb_terminal and not eye.as_json
    last: list[Standing] = []
    with suppress(KeyboardInterrupt):
        for standing in _redraw(eye, pause) if live else _tell(eye, pause):
            last = [standing]
    return last[0] if last else None


def _redraw(eye: Eye, pause: float) -> Iterator[Standing]:
    from rich.console import Group
    from rich.live import Live
    from rich.text import Text

    out, _, pen = consoles()
    hint = Text(pen(f"every {pause:g} s · Ctrl-C ends it"), "dim")
    with Live(console=out, auto_refresh=False, redirect_stdout=False, redirect_stderr=False) as live:
        while True:
            standing = eye.look()
            yield standing
            live.update(Group(eye.screen(standing), Text(), hint), refresh=True)
            time.sleep(pause)


def _tell(eye: Eye, pause: float) -> Iterator[Standing]:
    """Lines where there is no terminal: the first look's troubles, then what changes."""
    from watchbill.oncall.render.change_text import change_lines
    from watchbill.oncall.render.status_text import StatusText

    out, _, pen = consoles()
    before = None
    while True:
        standing = eye.look()
        yield standing
        if eye.as_json:
            click.echo(eye.document(standing, indent=None))
        else:
            if before is None:
                out.print(StatusText(standing, eye.stacks, pen).headline(), soft_wrap=True)
            for line in change_lines(before, standing, pen):
                out.print(line, soft_wrap=True)
        before = standing
        sys.stdout.flush()
        time.sleep(pause)
