"""List the canaries, run them from here, or show how their runs went."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = "1"
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def command() -> None:
    """List the canaries, run them from here, or show how their runs went.

    A canary sends a function an event of its own and looks whether what must follow does. `canaries: {enabled: true}`
    in the spec deploys them; `canary:` in a function's monitors.yaml says what is sent and what is looked for.
    """


@command.command("list")
@spec_option
@environment_option
@json_option
def list_(spec: Path, environment: str | None, as_json: bool) -> None:
    """List the canaries: how they go in, how often, and what they check. Needs no account."""
    from watchbill.canary.listing import listing, table
    from watchbill.reading import read_plan

    rows = listing(read_plan(spec, environment))
    if as_json:
        click.echo(json.dumps({"format_version": FORMAT_VERSION, "canaries": rows}, indent=2))
        return
    out, _, _ = consoles()
    out.print(table(rows))


@command.command()
@click.argument("names", nargs=-1)
@spec_option
@environment_option
@local_option
@click.option(
    "--retries", type=click.IntRange(0, 10), default=0, show_default=True, help="Repetitions of a failed run."
)
@click.option(
    "-f", "--format", "form", type=click.Choice(["full", "json", "junit"]), default="full", show_default=True,
    help="How the results are printed.",
)  # fmt: skip
def run(names: tuple[str, ...], spec: Path, environment: str | None, local: bool, retries: int, form: str) -> None:
    """Run the canaries NAMES (functions' keys or canaries' names; all unless given) against what is deployed.

    The same probes that the deployed runner runs, with your own rights: for a pipeline after a deployment. Results go
    to stdout, progress to stderr. Exit code 1: a canary failed.
    """
    from watchbill.canary.progress import watch_runs
    from watchbill.canary.results import render
    from watchbill.canary.suite import Suite, canaries_of, choose
    from watchbill.cloud.error import in_words
    from watchbill.reading import read_plan

    plan = read_plan(spec, environment)
    chosen = choose(canaries_of(plan), names)
    connection = reach(plan.service, local=local)
    out, err, pen = consoles()
    with in_words():
        err.print(pen(f"{place(plan.service, connection)} · {len(chosen)} canaries"), style="dim", soft_wrap=True)
        suite = Suite.of(connection, retries)
        with watch_runs(err, pen, chosen) as watch:
            attempts = {one.key: suite.run(one, watch(one)) for one in chosen}
    if form == "full":
        for line in render(attempts, "full").splitlines():
            out.print(pen(line), soft_wrap=True, highlight=False)
    else:
        click.echo(render(attempts, form))
    if not all(tried.last.passed for tried in attempts.values()):
        sys.exit(1)


@command.command()
@click.argument("names", nargs=-1)
@spec_option
@environment_option
@local_option
@click.option("--hours", type=click.IntRange(1, 336), default=24, show_default=True, help="How far back.")
@json_option
def history(
    names: tuple[str, ...], spec: Path, environment: str | None, local: bool, hours: int, as_json: bool
) -> None:
    """Show how the deployed canaries' runs went: how many, how many passed, how long they took, the last failure."""
    from watchbill.canary.history import read_history, table
    from watchbill.canary.suite import canaries_of, choose
    from watchbill.cloud.error import in_words
    from watchbill.reading import read_plan

    plan = read_plan(spec, environment)
    chosen = choose(canaries_of(plan), names)
    connection = reach(plan.service, local=local)
    out, err, pen = consoles()
    with in_words():
        err.print(pen(f"{place(plan.service, connection)} · last {hours} h"), style="dim", soft_wrap=True)
        found = read_history(connection, plan, chosen, hours)
    if as_json:
        click.echo(json.dumps({"format_version": FORMAT_VERSION, "hours": hours, "canaries": found}, indent=2))
    else:
        out.print(table(found, pen))
