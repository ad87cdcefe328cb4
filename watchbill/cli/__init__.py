"""The command line: one file a command, found by name, imported only when it is run.

stdout is data, stderr is progress and prompts. Exit codes: 0 ok, 1 problem found, 2 changes present
(`plan --detailed-exitcode`) or wrong usage.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import NoSuchCommand

from watchbill import __version__

if TYPE_CHECKING:
    from monitors.model.errors import WatchbillError


# pydantic looks for plugins in every installed package, which takes longer than reading a spec.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class LazyGroup(click.RichGroup):
    """Finds `watchbill/cli/<verb>.py`; each holds one click command named `command`.

    A verb that Python reserves ends in `_` (`import_.py`); a module that begins with `_` is no verb. `--help` and
    completion must not import the commands: they see a stand-in with the first line of the module's docstring.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _modules().get(cmd_name)
        return click.Command(cmd_name, help=_headline(module)) if module else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        module = _modules().get(name)
        if module is None:
            if name.startswith("-"):
                return super().resolve_command(ctx, args)
            raise NoSuchCommand(name, possibilities=self.list_commands(ctx), ctx=ctx)
        command: click.Command = importlib.import_module(f"{__name__}.{module}").command
        return name, command, args[1:]


@cache
def _modules() -> dict[str, str]:
    """Verb → module name."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return {name.rstrip("_").replace("_", "-"): name for name in names if not name.startswith("_")}


def _headline(module: str) -> str:
    """First line of a module's docstring, from its source."""
    source = Path(__file__).with_name(f"{module}.py")
    if not source.is_file():
        source = Path(__file__).parent / module / "__init__.py"
    with source.open(encoding="utf-8") as lines:
        return next(lines, "").strip().strip('"')


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="watchbill")
def watchbill() -> None:
    """Observability as code for AWS Lambda workloads."""


def main() -> None:
    """Console entry point: expected errors are told with their places and exit code 1, never a traceback."""
    from monitors.model.errors import WatchbillError

    be_quick()
    try:
        watchbill()
    except WatchbillError as error:
        _tell(error)
        sys.exit(1)


def be_quick() -> None:
    """Spare a command what it does not need."""
    # pydantic would look for plugins in every installed distribution: 30 ms of a command that takes 500.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(100_000, 50, 50)  # models and trees are many and hold no cycles: a tenth of `validate` is saved


def _tell(error: WatchbillError) -> None:
    from monitors.model.errors import ProblemsError

    if not isinstance(error, ProblemsError):
        click.echo(f"error: {error}", err=True)
        return
    from watchbill.cli._output import print_findings
    from watchbill.findings import Findings

    print_findings(Findings(problems=error.problems, texts=error.texts, folder=error.folder), "full", err=True)
