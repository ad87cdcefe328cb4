"""What the commands that reach a cloud share: where it is, how it is shown, who may say yes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.render.signs import Pen
    from watchbill.project import Project

WIDE = 120  # columns

local_option = click.option(
    "--local",
    is_flag=True,
    help="Use the embedded cloud that `watchbill local` or `watchbill demo --keep` runs here, instead of AWS.",
)
yes_option = click.option(
    "-y", "--yes", is_flag=True, help="Go ahead without asking; needed where there is no terminal."
)
parallel_option = click.option(
    "--parallel", type=click.IntRange(1, 32), default=8, show_default=True, help="Stacks worked on at a time."
)


def connect(project: Project, *, local: bool) -> Connection:
    """The cloud of a command: AWS by boto3's own credentials, or the embedded one."""
    return reach(project.plan.service, local=local)


def reach(service: Service, *, local: bool) -> Connection:
    """`connect` for commands that need the plan alone, and no generated stacks."""
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.endpoint import find_endpoint

    return Connection(service.region, find_endpoint() if local else "")


def consoles() -> tuple[Console, Console, Pen]:
    """stdout, stderr, and the pen for whichever of them can write less."""
    from rich.console import Console

    from watchbill.cloud.render.signs import Pen, pen_for

    pen = Pen(pen_for(sys.stdout).unicode and pen_for(sys.stderr).unicode)
    return Console(highlight=False, width=_width(sys.stdout)), Console(highlight=False, stderr=True), pen


def _width(stream: TextIO) -> int | None:
    """A terminal's own; a pipe or a CI log has room for whole names."""
    return None if stream.isatty() else WIDE


def where(project: Project, connection: Connection) -> str:
    """`vf-api-workers in qa1 · account 123456789012 · us-east-1`."""
    return place(project.plan.service, connection)


def place(service: Service, connection: Connection) -> str:
    """`where` for commands that need the plan alone."""
    cloud = "embedded cloud" if connection.local else f"account {connection.place.account}"
    return f"{service.name} in {service.environment} · {cloud} · {service.region}"


def ask(question: str, verb: str, *, yes: bool) -> None:
    """Go on only after a yes. Without a terminal nobody can say it: refused, naming the flag."""
    from monitors.model.errors import WatchbillError

    if yes:
        return
    if not sys.stdin.isatty():
        raise WatchbillError(f"refusing to {verb} without a terminal; pass --yes")
    click.confirm(question, abort=True, err=True)
