"""The command line: one file a command, found by name, imported only when it is run.

stdout is data, stderr is progress and prompts. Exit codes: 0 ok, 1 problem found, 2 changes present
(`plan --detailed-exitcode`) or wrong usage.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import rich_click as click

from watchbill import __version__


class LazyGroup(click.RichGroup):
    """Finds `watchbill/cli/<verb>.py`; each holds one click command named `command`.

    `--help` must not import the commands, so their one-line helps are the first lines of the modules' docstrings,
    read without importing.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name.strip("_") for module in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="watchbill")
def watchbill() -> None:
    """Observability as code for AWS Lambda workloads."""


def main() -> None:
    """Console entry point: expected errors become one sentence and exit code 1, never a traceback."""
    from monitors.model.errors import WatchbillError

    try:
        watchbill()
    except WatchbillError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
