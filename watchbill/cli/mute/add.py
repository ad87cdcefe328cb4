"""`watchbill mute NAME …`: mute alarms, a rule's, or a function's."""

from __future__ import annotations

import getpass
import json
import os
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option
from watchbill.cli.mute.speech import json_option, mutes_document, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from monitors.model.alarm import Alarm, CompositeAlarm
    from watchbill.oncall.mute import Mute

ROUTER = "router"


def _me() -> str:
    """Who is at the keyboard, as far as this machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("GITLAB_USER_LOGIN") or os.environ.get("GITHUB_ACTOR") or "somebody"


@click.command("add")
@click.argument("names", nargs=-1, required=True, metavar="ALARM|RULE|FUNCTION...")
@click.option("--for", "span", metavar="SPAN", help="How long: 30m, 2h, 1h30m, 1d; at most 15 days.")
@click.option("--until", metavar="TIME", help="Or until when, UTC: 06:00 (the next one), 2026-11-28T06:00.")
@click.option("--because", metavar="TEXT", required=True, help="Why: whoever wonders at 3 am reads this.")
@click.option("--by", metavar="NAME", default=_me, show_default="you", help="Who mutes.")
@click.option("--router-too", is_flag=True, help="Mute the router's own alarms as well, if they are named.")
@spec_option
@environment_option
@local_option
@json_option
def add(
    names: tuple[str, ...],
    span: str | None,
    until: str | None,
    because: str,
    by: str,
    router_too: bool,
    spec: Path,
    environment: str | None,
    local: bool,
    as_json: bool,
) -> None:
    """Mute alarms, all alarms of a rule, or all of a function (or stream, queue, table)."""
    from watchbill.cli._alarm import find_alarms
    from watchbill.cli.mute.caution import cautions, holds_of
    from watchbill.cloud.error import in_words
    from watchbill.oncall.alarm import read_named
    from watchbill.oncall.moment import now
    from watchbill.oncall.mute import SpanError, Wish, put_mute
    from watchbill.reading import read_plan

    at = now()
    end = _end(span, until, at)
    if not because.strip():
        raise click.BadParameter("say why, for whoever wonders at 3 am", param_hint="--because")
    plan = read_plan(spec, environment)
    alarms = _audible(find_alarms(plan, names, hint="ALARM|RULE|FUNCTION"), names, router_too=router_too)
    holds = holds_of(plan, alarms)
    connection = reach(plan.service, local=local)
    with in_words():
        say(place(plan.service, connection))
        states = read_named(connection, [alarm.name for alarm in (*alarms, *holds)])
        chosen = tuple(alarm.name for alarm in alarms if alarm.name in states)
        if not chosen:
            raise click.ClickException("none of these alarms is deployed here: there is nothing to mute")
        wish = Wish(what="-".join(names), alarms=chosen, until=end, who=by, because=because.strip())
        try:
            made = put_mute(connection, plan.service, wish, at)
        except SpanError as error:
            raise click.BadParameter(str(error), param_hint="--until" if until else "--for") from None
    if as_json:
        click.echo(json.dumps(mutes_document(made, at), indent=2))
    else:
        _print_made(made, at)
    for caution in cautions([alarm for alarm in alarms if alarm.name in states], holds, states, at):
        say(f"⚠ {caution}", "yellow")
    for alarm in alarms:
        if alarm.name not in states:
            say(f"⚠ {alarm.name} is not deployed here, so it is not muted", "yellow")


def _end(span: str | None, until: str | None, at: datetime) -> datetime:
    from datetime import timedelta

    from monitors.evaluator.duration import parse
    from watchbill.oncall.moment import read_moment

    if (span is None) == (until is None):
        raise click.UsageError("say how long: either --for 2h or --until 06:00")
    try:
        end = at + timedelta(seconds=parse(span)) if span is not None else read_moment(until or "", at)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(str(error), param_hint="--for" if span is not None else "--until") from None
    if end <= at:
        raise click.BadParameter("that is not in the future", param_hint="--for" if span is not None else "--until")
    return end


def _audible(
    alarms: Sequence[Alarm | CompositeAlarm], names: Sequence[str], *, router_too: bool
) -> tuple[Alarm | CompositeAlarm, ...]:
    """Those that wake people. A hold only says that it is not over; its OK is the recovery, and is never muted."""
    audible = tuple(a for a in alarms if getattr(a, "tells_alarm", False) or getattr(a, "tells", False))
    if not audible:
        raise click.BadParameter(f"{', '.join(names)}: these alarms tell nobody when they trip, so none can be muted")
    if not router_too and (own := [alarm.name for alarm in audible if alarm.kind == ROUTER]):
        raise click.UsageError(
            f"{', '.join(own)}: when the router fails and these are muted, nobody hears of anything. "
            "Pass --router-too to mute them all the same"
        )
    return audible


def _print_made(made: Sequence[Mute], at: datetime) -> None:
    from watchbill.cloud.headline import plural
    from watchbill.oncall.moment import clock
    from watchbill.oncall.render.mute_text import mute_line

    out, _, pen = consoles()
    begin, end = made[0].window or (at, at)
    count = sum(len(mute.alarms) for mute in made)
    told = f"{count} {plural('alarm', count)} muted from {clock(begin, at)} until {clock(end, at)} UTC."
    out.print(pen(told), style="bold", soft_wrap=True)
    for mute in made:
        out.print(mute_line(mute, at, pen), soft_wrap=True)
    say(f"Lift it with: watchbill mute lift {made[0].name}")
