"""Write an incident's postmortem as far as it is known: timeline, who was told, MTTA, MTTR, deployments, links."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.incident_table import File
    from watchbill.postmortem.case import Window


@click.command()
@click.argument("incident", required=False)
@click.option("--last", is_flag=True, help="The incident that opened last.")
@click.option("--since", metavar="SPAN|TIME", help="Or all that happened since: 90m, 6h, 2d, 2026-11-27T03:00.")
@click.option("--until", metavar="TIME", help="With --since: until when; now unless given.")
@click.option("-o", "--output", metavar="FILE", help="Write it there; to stdout unless given.")
@spec_option
@environment_option
@local_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
def command(
    incident: str | None,
    last: bool,
    since: str | None,
    until: str | None,
    output: str | None,
    spec: Path,
    environment: str | None,
    local: bool,
    as_json: bool,
) -> None:
    """Write the postmortem of INCIDENT (`watchbill status` shows ids) as Markdown, as far as it is known.

    The timeline is CloudWatch's alarm history, the router's record of the incident, and the stacks' events. What
    only a person knows stands in brackets.
    """
    from watchbill.cloud.error import in_words
    from watchbill.oncall.moment import now
    from watchbill.postmortem.case import gather
    from watchbill.postmortem.data import case_document
    from watchbill.postmortem.page import render_page
    from watchbill.reading import read_plan

    if sum((incident is not None, last, since is not None)) != 1:
        raise click.UsageError("say which: an INCIDENT, --last, or --since 6h")
    if until is not None and since is None:
        raise click.UsageError("--until goes with --since")
    at = now()
    begin, end = (_span(since, at), _time(until, at)) if since is not None else (None, at)
    plan = read_plan(spec, environment)
    connection = reach(plan.service, local=local)
    _, err, pen = consoles()
    with in_words():
        err.print(pen(place(plan.service, connection)), style="dim", soft_wrap=True)
        files, window = _choose(connection, plan.service, incident, begin, end)
        case = gather(connection, plan, files, window)
    text = json.dumps(case_document(case), indent=2) + "\n" if as_json else render_page(case, at)
    if output is None:
        click.echo(text, nl=False)
        return
    with click.open_file(output, "w", encoding="utf-8") as file:
        file.write(text)
    err.print(pen(f"wrote {output}"), style="dim", soft_wrap=True)


def _choose(
    connection: Connection, service: Service, incident: str | None, begin: datetime | None, end: datetime
) -> tuple[list[File], Window]:
    from watchbill.oncall.incident_table import IncidentTable, NoTableError
    from watchbill.postmortem.case import Window, window_of

    table = IncidentTable(connection, service)
    if begin is not None:
        _, err, pen = consoles()
        try:
            found = [table.file(one.incident.incident_id) for one in table.between(begin, end)]
        except NoTableError as error:
            err.print(pen(f"{error}: alarm history alone"), style="yellow", soft_wrap=True)
            found = []
        return [file for file in found if file], Window(since=begin, until=end, began=begin, ended=end)
    if incident is None:
        newest = table.last()
        if newest is None:
            raise click.ClickException("no incident is on record: --since 6h writes one from alarm history alone")
        incident = newest.incident.incident_id
    file = table.file(incident)
    if file is None:
        raise click.BadParameter(f"no incident {incident!r} is on record; `watchbill status` shows those that are open")
    return [file], window_of([file], end)


def _span(text: str, at: datetime) -> datetime:
    from monitors.evaluator.duration import parse

    try:
        return at - timedelta(seconds=parse(text))
    except (ValueError, OverflowError):
        return _time(text, at, "--since")


def _time(text: str | None, at: datetime, option: str = "--until") -> datetime:
    from watchbill.oncall.moment import read_moment

    if text is None:
        return at
    try:
        return read_moment(text, at)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
