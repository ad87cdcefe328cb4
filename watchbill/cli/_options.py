"""Options that several commands take, each spelled and explained once."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from watchbill.findings import formats

spec_option = click.option(
    "-s",
    "--spec",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.yaml"),
    show_default=True,
    help="The spec; monitors.yaml files are found beside the handlers it names.",
)
environment_option = click.option(
    "-e",
    "--env",
    "environment",
    envvar="CONFIG_ENV",
    metavar="NAME",
    help="Environment, one of the spec's `environments:`; from CONFIG_ENV unless given.",
)
format_option = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(formats()),
    default="full",
    show_default=True,
    help="How problems are printed: for people, or for CI.",
)
