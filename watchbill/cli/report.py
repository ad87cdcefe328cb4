"""Render a report: the week in alarms, incidents, canaries and capacity."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from workers.weekly_report.facts import Facts
    from workers.weekly_report.figures import Figures
    from workers.weekly_report.week import Week

FORMAT_VERSION = "1"


@click.group()
def command() -> None:
    """Render a report: the week in alarms, incidents, canaries and capacity."""


@command.command()
@spec_option
@environment_option
@local_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("weekly-report.html"),
    show_default=True,
    help="File to write: .html with its pictures inside, or .eml.",
)
@click.option("--sample", is_flag=True, help="An invented week; needs no account.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last of the seven days. Unless given: those of the last report that was due; with --local, up to today.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON document, and write no file.")
def weekly(
    spec: Path,
    environment: str | None,
    local: bool,
    output: Path,
    sample: bool,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Render the weekly report as it is mailed, and send nothing.

    Reads CloudWatch, the alert router's table and the functions' logs; what cannot be read is named in the report.
    """
    from watchbill.reading import read_plan
    from watchbill.weekly.edition import choose_week, facts_of, write

    if sample and local:
        raise click.UsageError("--sample needs no cloud, and --local is one")
    if not as_json and output.suffix not in (".html", ".htm", ".eml"):
        raise click.BadParameter("the report is written as .html or as .eml", param_hint="--output")
    plan = read_plan(spec, environment)
    facts = facts_of(plan)
    week = choose_week(facts, datetime.now(UTC), until.date() if until else None, today=local)
    figures = _figures(plan, facts, week, sample=sample, local=local)
    if as_json:
        click.echo(_json(figures))
    else:
        write(figures, facts, output)
    _, err, pen = consoles()
    for words in figures.missing:
        err.print(pen(f"not read: {words}"), style="yellow", soft_wrap=True)
    if not as_json:
        err.print(f"{output}: week of {figures.week.title}", soft_wrap=True, markup=False)


def _figures(plan: Plan, facts: Facts, week: Week, *, sample: bool, local: bool) -> Figures:
    from workers.weekly_report.figures import reckon

    if sample:
        from watchbill.weekly.sample import invent

        return reckon(facts, invent(facts, week), week)
    from watchbill.cloud.error import in_words
    from watchbill.weekly.edition import read_figures

    _, err, pen = consoles()
    connection = reach(plan.service, local=local)
    with in_words():
        err.print(pen(place(plan.service, connection)), style="dim", soft_wrap=True)
        return read_figures(plan, facts, week, connection.client)


def _json(figures: Figures) -> str:
    import json

    body = asdict(figures)
    body["week"] = {"first": figures.week.first, "last": figures.week.last, "zone": figures.week.zone}
    return json.dumps({"format_version": FORMAT_VERSION, **_keyed(body)}, indent=2, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _keyed(value: Any) -> Any:
    """Dates as keys → text."""
    if isinstance(value, dict):
        return {key.isoformat() if isinstance(key, date) else key: _keyed(inner) for key, inner in value.items()}
    return [_keyed(inner) for inner in value] if isinstance(value, list | tuple) else value
