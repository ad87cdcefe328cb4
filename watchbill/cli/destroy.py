"""Take down everything that was deployed for one environment, and say what stays."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import connect, consoles, local_option, parallel_option, where, yes_option
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from watchbill.cloud.destruction import Destruction, Survey


@click.command()
@spec_option
@environment_option
@local_option
@yes_option
@parallel_option
@click.option("--env-name", metavar="NAME", help="With --yes: the environment, spelled out a second time.")
@click.option("--delete-data", is_flag=True, help="Also empty buckets and delete what stacks retain: tables, logs.")
@click.option("--json", "as_json", is_flag=True, help="Print every stack's outcome as one JSON document.")
def command(
    spec: Path,
    environment: str | None,
    local: bool,
    yes: bool,
    parallel: int,
    env_name: str | None,
    delete_data: bool,
    as_json: bool,
) -> None:
    """Take down everything that was deployed for one environment, and say what stays.

    Stacks are found by their tags, so that those of an older spec go too. Tables and other stores that the spec
    retains stay in the account unless --delete-data is given.
    """
    from watchbill.cloud.destruction import destroy, survey
    from watchbill.cloud.error import in_words
    from watchbill.cloud.render.progress import progress_for
    from watchbill.cloud.render.report import report_document, say_report
    from watchbill.project import load_project

    project = load_project(spec, environment, local=local)
    connection = connect(project, local=local)
    _, err, pen = consoles()
    with in_words():
        err.print(pen(where(project, connection)), style="dim", soft_wrap=True)
        found = survey(connection, project.owner)
        _describe(err, found, delete_data=delete_data)
        if found.stacks:
            confirm(project.plan.service.environment, env_name, yes=yes)
        after = {stack.name: stack.after for stack in project.stacks}
        with progress_for(err, pen, len(found.stacks)) as progress:
            report = destroy(
                connection, project.owner, found, after, progress, delete_data=delete_data, workers=parallel
            )
    click.echo(json.dumps(report_document(report), indent=2) if as_json else say_report(report))
    _tell_rest(err, report)
    if report.failures or report.left:
        sys.exit(1)


def confirm(environment: str, typed: str | None, *, yes: bool) -> None:
    """The environment's name must be typed, by hand or as --env-name. Raises WatchbillError."""
    from monitors.model.errors import WatchbillError

    if yes and typed is None:
        raise WatchbillError(f"--yes destroys nothing without the environment's name: add --env-name {environment}")
    if not yes:
        if not sys.stdin.isatty():
            raise WatchbillError(
                f"refusing to destroy without a terminal; pass --yes --env-name {environment} to destroy all the same"
            )
        typed = click.prompt(f"Type {environment} to destroy all of this", err=True)
    if typed != environment:
        raise WatchbillError(f"{typed!r} is not {environment!r}: nothing was destroyed")


def _describe(err: Console, found: Survey, *, delete_data: bool) -> None:
    err.print(f"{len(found.stacks)} stacks with {found.resources} resources will be deleted.", style="bold red")
    kept = [
        f"{kind.rpartition('::')[2].lower()} {identity}"
        for pairs in found.retained.values()
        for kind, identity in pairs
    ]
    if kept:
        fate = "and their data will be deleted too" if delete_data else "will stay in the account"
        err.print(f"{', '.join(kept)} {fate}.", style="bold red" if delete_data else "yellow", soft_wrap=True)


def _tell_rest(err: Console, report: Destruction) -> None:
    for kind, identity in report.kept:
        err.print(f"kept: {kind} {identity}", style="yellow", soft_wrap=True)
    for line in report.left:
        err.print(f"not deleted: {line}", style="bold red", soft_wrap=True)
