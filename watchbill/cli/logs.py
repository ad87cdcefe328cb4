"""Read a function's log: time, level, message and fields; follow it, or show its errors alone."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from rich.console import Console

    from watchbill.inspection.log_line import LogLine


@click.command()
@click.argument("function")
@spec_option
@environment_option
@local_option
@click.option("--since", default="15m", show_default=True, metavar="SPAN", help="How far back: 90s, 15m, 2h, 1d.")
@click.option("--follow", is_flag=True, help="Go on until Ctrl-C.")
@click.option("--filter", "text", default="", metavar="TEXT", help="Only lines that contain TEXT; case counts.")
@click.option("--errors", is_flag=True, help="Only errors: the function's, the runtime's, and failed invocations.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def command(
    function: str,
    spec: Path,
    environment: str | None,
    local: bool,
    since: str,
    follow: bool,
    text: str,
    errors: bool,
    as_json: bool,
) -> None:
    """Read the log of FUNCTION, by its key in the spec or its deployed name. Times are UTC."""
    from watchbill.cli._resource import find_resource
    from watchbill.cloud.error import in_words
    from watchbill.inspection.log_reader import LogReader
    from watchbill.inspection.span import read_span
    from watchbill.reading import read_plan

    try:
        begin = time.time() - read_span(since)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from None
    plan = read_plan(spec, environment)
    resource = find_resource(plan, function, ("lambda_function",), hint="FUNCTION").resource
    group = resource.settings.log_group(resource.name)
    connection = reach(plan.service, local=local)
    out, err, pen = consoles()
    with in_words(), _missing(group):
        err.print(pen(f"{place(plan.service, connection)} · {group}"), style="dim", soft_wrap=True)
        reader = LogReader(connection.client("logs"), group, text)
        try:
            shown = _show(reader.follow(begin) if follow else reader.read(begin), out, errors=errors, as_json=as_json)
        except KeyboardInterrupt:
            return
    if not shown:
        err.print(pen(f"nothing in the last {since}" + (" that fits" if text or errors else "")), style="dim")


@contextmanager
def _missing(group: str) -> Iterator[None]:
    """Say of a log group that does not exist what that means."""
    from botocore.exceptions import ClientError

    from watchbill.cloud.error import CloudError

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise CloudError(f"there is no log group {group}: the function is not deployed here, or never ran") from error


def _show(events: Iterable[dict[str, Any]], out: Console, *, errors: bool, as_json: bool) -> int:
    """Print events as they come; how many were printed."""
    from watchbill.inspection.log_line import read_event

    shown = 0
    for event in events:
        line = read_event(event["timestamp"], event["message"])
        if line.is_error or not errors:
            _print(line, out, as_json=as_json)
            shown += 1
    return shown


def _print(line: LogLine, out: Console, *, as_json: bool) -> None:
    from watchbill.inspection.log_text import to_data, to_text

    if as_json:
        click.echo(json.dumps(to_data(line), ensure_ascii=True))
    else:
        out.print(to_text(line), soft_wrap=True)
