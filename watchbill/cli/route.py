"""Say who would be told of an alarm, when, by what and why: for one alarm, a rule, or all."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from watchbill.itinerary.rehearsal import Rehearsal, Rehearsals


@click.command()
@click.argument("name", required=False, metavar="[ALARM|RULE|RESOURCE]")
@click.option("--at", metavar="TIME", help="When it trips: 03:00 or 2026-11-28T03:00, UTC; now unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@spec_option
@environment_option
def command(name: str | None, at: str | None, as_json: bool, spec: Path, environment: str | None) -> None:
    """Say who would be told of an alarm, when, by what and why.

    NAME is an alarm (its full name, or RULE/RESOURCE), a rule, or a resource; without it, all alarms are shown as a
    table by rule. The router's own code is run on the routes that are deployed with it, at times that are made up:
    the alarm trips, and nobody acknowledges. Needs no account. Exit 1 when an alarm would reach nobody.
    """
    from watchbill.itinerary.rehearsal import Rehearsals, speaks
    from watchbill.oncall.moment import now, read_moment
    from watchbill.reading import read_plan

    here = now()
    try:
        when = read_moment(at, here) if at else here
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from None
    plan = read_plan(spec, environment)
    rehearsals = Rehearsals(plan)
    played = [rehearsals.play(alarm, round(when.timestamp() * 1000)) for alarm in _chosen(plan, name)]
    _print(rehearsals, played, as_json=as_json, as_table=name is None)
    lost = [one.alarm.name for one in played if speaks(one.alarm) and not one.told and not one.silence]
    if lost:
        click.echo(f"error: {len(lost)} alarms would reach nobody: {', '.join(lost[:3])}", err=True)
        sys.exit(1)


def _chosen(plan: Plan, name: str | None) -> list[Alarm | CompositeAlarm]:
    alarms = sorted(plan.every_alarm, key=lambda alarm: alarm.name)
    if name is None:
        return alarms
    exact = [alarm for alarm in alarms if name in (alarm.name, f"{alarm.rule}/{alarm.resource}")]
    found = exact or [alarm for alarm in alarms if name in (alarm.rule, alarm.rule.partition(".")[2], alarm.resource)]
    if not found:
        from monitors.catalogue import load_catalogue
        from watchbill.explanation import suggest

        hint = suggest(name, load_catalogue(), plan)
        raise click.BadParameter(f"no alarm, rule or resource is called {name!r}{hint}", param_hint="NAME")
    return found


def _print(rehearsals: Rehearsals, played: Sequence[Rehearsal], *, as_json: bool, as_table: bool) -> None:
    if as_json:
        import json

        from watchbill.itinerary.data import document

        click.echo(json.dumps(document(rehearsals, played), indent=2))
    elif as_table:
        from rich.console import Console

        from watchbill.itinerary.table import table

        Console(width=None if sys.stdout.isatty() else 180, highlight=False).print(table(rehearsals, played))
    else:
        from watchbill.itinerary.text import tell

        click.echo("\n\n".join("\n".join(tell(rehearsals, one)) for one in played))
