"""Print the debugging commands of a function, stream, queue or table, real names filled in; or run them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitors.model.command import Command
    from monitors.model.plan import Plan, ResourcePlan
    from watchbill.inspection.execution import Executor

FORMAT_VERSION = "1"
SKIPPED = "not run, for it changes state; --changes runs it too"


@click.command()
@click.argument("resource", required=False)
@spec_option
@environment_option
@local_option
@click.option("--run", "runs", is_flag=True, help="Run what only reads, through boto3: no `aws` is needed.")
@click.option("--changes", is_flag=True, help="With --run: run what changes state too, such as an invocation.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    resource: str | None, spec: Path, environment: str | None, local: bool, runs: bool, changes: bool, as_json: bool
) -> None:
    """Print the debugging commands of RESOURCE, by its key in the spec or its real name; or run them.

    Without RESOURCE: those of the service, and what else there is to look into. Each line can be pasted into a
    shell as it is. Exit code 1: a command that was run failed.
    """
    from watchbill.reading import read_plan

    if (local or changes) and not runs:
        raise click.UsageError("--local and --changes say how to --run")
    plan = read_plan(spec, environment)
    entry = _choose(plan, resource)
    commands = entry.list_commands()
    answers: list[dict[str, Any]] = []
    if runs:
        answers = _run_all(commands, plan, spec.parent, local=local, changes=changes, quiet=as_json)
    if as_json:
        click.echo(json.dumps(_document(entry, commands, answers), indent=2))
    elif not runs:
        _print_all(commands)
    if resource is None and not as_json:
        _list_others(plan)
    if any("error" in answer for answer in answers):
        sys.exit(1)


def _choose(plan: Plan, word: str | None) -> ResourcePlan:
    from watchbill.cli._resource import find_resource

    if word is None:
        return plan.of_kind("service")[0]
    entry = find_resource(plan, word)
    if not entry.list_commands():
        kind = entry.resource.kind.replace("_", " ")
        raise click.BadParameter(f"there is nothing to run for a {kind}; `watchbill explain` knows its alarms")
    return entry


def _print_all(commands: Sequence[Command]) -> None:
    out, _, _ = consoles()
    for command in commands:
        _print(command)
        out.print()


def _print(command: Command) -> None:
    from rich.text import Text

    out, _, pen = consoles()
    out.print(Text(pen(f"# {command.title}" + (" ⚠ changes state" if command.changes else "")), "bold"), soft_wrap=True)
    out.print(Text(pen(f"# healthy: {command.healthy}"), "dim"), soft_wrap=True)
    out.print(Text(command.line), soft_wrap=True)


def _run_all(
    commands: Sequence[Command], plan: Plan, folder: Path, *, local: bool, changes: bool, quiet: bool
) -> list[dict[str, Any]]:
    """{"answer"}, {"error"} or {"skipped"} of each; printed as they come unless `quiet`."""
    from watchbill.cloud.error import in_words
    from watchbill.inspection.execution import Executor

    _, err, pen = consoles()
    connection = reach(plan.service, local=local)
    with in_words():
        err.print(pen(place(plan.service, connection)), style="dim", soft_wrap=True)
    executor = Executor(connection=connection, folder=folder)
    answers = []
    for command in commands:
        if not quiet:
            _print(command)
        answers.append(_run(command, executor) if changes or not command.changes else {"skipped": SKIPPED})
        if not quiet:
            _print_answer(answers[-1])
    return answers


def _run(command: Command, executor: Executor) -> dict[str, Any]:
    from monitors.model.errors import WatchbillError
    from watchbill.cloud.error import in_words

    try:
        with in_words():
            return {"answer": executor.run(command.line, changes=command.changes)}
    except (WatchbillError, OSError) as error:
        return {"error": str(error)}


def _print_answer(answer: dict[str, Any]) -> None:
    from rich.text import Text

    from watchbill.inspection.log_text import to_text

    out, _, pen = consoles()
    if isinstance(answer.get("answer"), tuple):
        for line in answer["answer"]:
            out.print(to_text(line), soft_wrap=True)
    elif "answer" in answer:
        out.print(Text(json.dumps(answer["answer"], indent=2)), soft_wrap=True)
    elif "error" in answer:
        out.print(Text(pen(f"✗ {answer['error']}"), "bold red"), soft_wrap=True)
    else:
        out.print(Text(pen(f"– {answer['skipped']}"), "yellow"), soft_wrap=True)
    out.print()


def _list_others(plan: Plan) -> None:
    _, err, pen = consoles()
    err.print(pen("More: watchbill debug NAME, where NAME is one of"), style="dim")
    for entry in plan.resources:
        if entry.resource.kind != "service" and entry.list_commands():
            err.print(f"  {entry.resource.key:<26} {entry.resource.name}", style="dim", soft_wrap=True, markup=False)


def _document(entry: ResourcePlan, commands: Sequence[Command], answers: list[dict[str, Any]]) -> dict[str, Any]:
    from watchbill.inspection.log_text import to_data

    resource = entry.resource
    for answer in answers:
        if isinstance(answer.get("answer"), tuple):
            answer["answer"] = [to_data(line) for line in answer["answer"]]
    return {
        "format_version": FORMAT_VERSION,
        "kind": resource.kind,
        "key": resource.key,
        "name": resource.name,
        "commands": [
            {
                "title": command.title,
                "line": command.line,
                "healthy": command.healthy,
                "changes": command.changes,
                **(answers[number] if answers else {}),
            }
            for number, command in enumerate(commands)
        ],
    }
