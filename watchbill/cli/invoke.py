"""Invoke a function by hand, with its canary event unless told otherwise; show answer, figures and log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from watchbill.inspection.invocation import Failure, Invocation

FORMAT_VERSION = "1"
payload_type = click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True)
HINTS = {
    "Sandbox.Timedout": "it ran into its timeout: is what it calls slow, or `timeout_seconds` too short?",
    "Runtime.OutOfMemory": "it used up its memory: raise `memory_size_mb`, or give it less at once",
    "Runtime.ImportModuleError": "its package lacks a module: look at what the handler imports, then deploy",
    "Runtime.HandlerNotFound": "its package has no such handler: look at `handler` in the spec, then deploy",
}


@click.command()
@click.argument("function")
@spec_option
@environment_option
@local_option
@click.option(
    "--payload", type=payload_type, metavar="FILE|-", help="Event; event.json beside the handler unless given."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    function: str, spec: Path, environment: str | None, local: bool, payload: Path | None, as_json: bool
) -> None:
    """Invoke FUNCTION once, by its key in the spec or its deployed name, and wait for its answer.

    The default event is the canary's, which is safe anywhere. The answer goes to stdout, all else to stderr. Exit
    code 1: the function failed.
    """
    from watchbill.cli._resource import find_resource
    from watchbill.cloud.error import in_words
    from watchbill.inspection.invocation import invoke
    from watchbill.reading import read_plan

    plan = read_plan(spec, environment)
    resource = find_resource(plan, function, ("lambda_function",), hint="FUNCTION").resource
    source = payload or _own_event(resource, spec.parent)
    event = _read_event(source)
    connection = reach(plan.service, local=local)
    _, err, pen = consoles()
    with in_words():
        told = (
            f"{place(plan.service, connection)} · {resource.name} · event {'stdin' if str(source) == '-' else source}"
        )
        err.print(pen(told), style="dim", soft_wrap=True)
        done = invoke(connection, resource.name, event, resource.settings.timeout_seconds)
    if as_json:
        click.echo(json.dumps(_document(resource, done), indent=2))
    else:
        _print(done)
    if done.failure:
        sys.exit(1)


def _own_event(resource: Resource[Any], folder: Path) -> Path:
    """event.json beside the handler, as the canary sends it."""
    handler = resource.settings.handler
    path = folder.joinpath(*(handler or "").split(".")[:-2], "event.json")
    if handler is None or not path.is_file():
        raise click.UsageError(f"{resource.key} has no event.json beside its handler; pass --payload FILE")
    return path


def _read_event(source: Path) -> bytes:
    """The event's bytes, which must be JSON: Lambda would only say that it could not parse them."""
    event = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
    try:
        json.loads(event)
    except ValueError as error:
        raise click.BadParameter(f"{source} is no JSON: {error}", param_hint="--payload") from None
    return event


def _print(done: Invocation) -> None:
    from watchbill.inspection.log_text import to_text

    out, err, pen = consoles()
    for line in done.log:
        err.print(to_text(line), soft_wrap=True)
    if done.failure:
        _print_failure(done.failure)
    else:
        out.print(json.dumps(done.answer, indent=2), soft_wrap=True, markup=False)
    sign = "[bold red]✗ failed[/]" if done.failure else "[green]✓[/]"
    err.print(pen(f"{sign} {_figures(done)}"), soft_wrap=True)


def _print_failure(failure: Failure) -> None:
    from rich.text import Text

    from watchbill.findings.full import printable

    _, err, pen = consoles()
    err.print(Text(printable(f"{failure.type}: {failure.message}"), "bold red"), soft_wrap=True)
    for line in failure.stack:
        err.print(Text(f"  {printable(line)}", "red"), soft_wrap=True)
    if hint := HINTS.get(failure.type):
        err.print(pen(f"help: {hint}"), style="green", soft_wrap=True)


def _figures(done: Invocation) -> str:
    """`in 12 ms (cold start 310 ms) · 84 of 2,048 MB · request 1f2e…`."""
    figures = done.figures
    if "durationMs" in figures:
        text = f"in {figures['durationMs']:,.0f} ms"
    else:
        text = f"in {done.seconds * 1_000:,.0f} ms as seen from here"
    if "initDurationMs" in figures:
        text += f" (cold start {figures['initDurationMs']:,.0f} ms)"
    if "maxMemoryUsedMB" in figures:
        text += f" · {figures['maxMemoryUsedMB']:,.0f} of {figures.get('memorySizeMB', 0):,.0f} MB"
    return f"{text} · request {done.request_id}"


def _document(resource: Resource[Any], done: Invocation) -> dict[str, Any]:
    from watchbill.inspection.log_text import to_data

    failure = done.failure
    return {
        "format_version": FORMAT_VERSION,
        "function": resource.name,
        "request_id": done.request_id,
        "answer": None if failure else done.answer,
        "error": failure and {"type": failure.type, "message": failure.message, "stack": list(failure.stack)},
        "round_trip_ms": round(done.seconds * 1_000, 1),
        "figures": dict(done.figures),
        "log": [to_data(line) for line in done.log],
    }
