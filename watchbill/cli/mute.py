"""Silence alarms for a while: by alarm, rule or function, with a reason; list what is muted, lift a mute."""

from __future__ import annotations

import getpass
import json
import os
import re
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from watchbill.oncall.alarm import AlarmNow
    from watchbill.oncall.mute import Mute

FORMAT_VERSION = "1"
ROUTER = "router"


class MuteGroup(click.RichGroup):
    """`watchbill mute NAME …` mutes; only `list`, `lift` and `add` are verbs."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not {*ctx.help_option_names} & {*args}:
            args = ["add", *args]
        return super().parse_args(ctx, args)


@click.group(cls=MuteGroup, no_args_is_help=True)
def command() -> None:
    """Silence alarms for a while: `watchbill mute load-db --for 2h --because "deploying the fix"`.

    Makes CloudWatch mute rules; no alarm and no stack is touched, and `plan` does not mind them. Alarms go on being
    evaluated, and recoveries are told. What is still in ALARM when the mute ends is told then.
    """


def _me() -> str:
    """Who is at the keyboard, as far as this machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("GITLAB_USER_LOGIN") or os.environ.get("GITHUB_ACTOR") or "somebody"


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@command.command("add")
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
    connection = reach(plan.service, local=local)
    with in_words():
        _say(place(plan.service, connection))
        states = read_named(connection, [alarm.name for alarm in (*alarms, *_holds(plan, alarms))])
        chosen = tuple(alarm.name for alarm in alarms if alarm.name in states)
        if not chosen:
            raise click.ClickException("none of these alarms is deployed here: there is nothing to mute")
        wish = Wish(what="-".join(names), alarms=chosen, until=end, who=by, because=because.strip())
        try:
            made = put_mute(connection, plan.service, wish, at)
        except SpanError as error:
            raise click.BadParameter(str(error), param_hint="--until" if until else "--for") from None
    unfit = [alarm.name for alarm in alarms if alarm.name not in states]
    if as_json:
        click.echo(json.dumps(_document(made, at), indent=2))
    else:
        _print_made(made, at)
    _warn(plan, alarms, states, unfit, at)


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


def _holds(plan: Plan, alarms: Sequence[Alarm | CompositeAlarm]) -> list[Alarm]:
    incidents = {alarm.incident for alarm in alarms}
    return [alarm for alarm in plan.alarms if alarm.part == "hold" and alarm.incident in incidents]


def _say(text: str, style: str = "dim") -> None:
    _, err, pen = consoles()
    err.print(pen(text), style=style, soft_wrap=True, markup=False)


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
    _say(f"Lift it with: watchbill mute lift {made[0].name}")


def _warn(
    plan: Plan,
    alarms: Sequence[Alarm | CompositeAlarm],
    states: Mapping[str, AlarmNow],
    unfit: Sequence[str],
    at: datetime,
) -> None:
    """What the mute silences that is going on right now, and what it could not reach."""
    from watchbill.oncall.moment import age

    muted = {alarm.incident: alarm for alarm in alarms if alarm.name in states}
    holds = {alarm.name: alarm.incident for alarm in _holds(plan, alarms)}
    open_now: dict[str, str] = {}
    for name, alarm in states.items():
        if alarm.state == "ALARM":
            part = "has not recovered yet" if name in holds else f"is in ALARM for {age(alarm.since, at)}"
            incident = holds.get(name) or next((a.incident for a in alarms if a.name == name), name)
            if incident in muted and (name not in holds or incident not in open_now):
                open_now[incident] = part
    for incident, part in sorted(open_now.items()):
        subject = muted[incident]
        _say(f"⚠ {subject.resource} {_symptom(subject)} {part}: nobody is reminded of it while it is muted", "yellow")
    for name in unfit:
        _say(f"⚠ {name} is not deployed here, so it is not muted", "yellow")


def _symptom(alarm: Alarm | CompositeAlarm) -> str:
    return alarm.rule.rpartition(".")[2].replace("_", " ")


@command.command("list")
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
@spec_option
@environment_option
@local_option
@json_option
def list_(every: bool, spec: Path, environment: str | None, local: bool, as_json: bool) -> None:
    """List what is muted now or will be: until when, by whom, why. Those of the spec are listed too."""
    from watchbill.cloud.error import in_words
    from watchbill.oncall.moment import now
    from watchbill.oncall.mute import read_mutes
    from watchbill.oncall.render.mute_text import mute_line
    from watchbill.reading import read_plan

    plan, at = read_plan(spec, environment), now()
    connection = reach(plan.service, local=local)
    with in_words():
        _say(place(plan.service, connection))
        mutes = [mute for mute in read_mutes(connection, plan.service, at) if every or not mute.is_over(at)]
    if as_json:
        click.echo(json.dumps(_document(mutes, at), indent=2))
        return
    out, _, pen = consoles()
    for mute in mutes:
        out.print(mute_line(mute, at, pen), soft_wrap=True)
    if not mutes:
        _say("Nothing is muted.")


@command.command("lift")
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--ended", is_flag=True, help="Instead: delete the rules that are over; they count against a quota.")
@spec_option
@environment_option
@local_option
def lift(names: tuple[str, ...], ended: bool, spec: Path, environment: str | None, local: bool) -> None:
    """Lift mutes by the NAME that `mute list` shows; what is still in ALARM is told again."""
    from watchbill.cloud.error import in_words
    from watchbill.oncall.moment import now
    from watchbill.oncall.mute import lift_mute, read_mutes
    from watchbill.reading import read_plan

    if bool(names) == ended:
        raise click.UsageError("name the mutes to lift, or pass --ended")
    plan, at = read_plan(spec, environment), now()
    connection = reach(plan.service, local=local)
    out, _, pen = consoles()
    with in_words():
        _say(place(plan.service, connection))
        mutes = read_mutes(connection, plan.service, at)
        chosen = [m for m in mutes if m.by_hand and m.is_over(at)] if ended else _named(mutes, names)
        for mute in chosen:
            lift_mute(connection, mute.name)
            out.print(pen(f"lifted {mute.name}"), soft_wrap=True, markup=False)
    if not chosen:
        _say("There is none.")


def _named(mutes: Sequence[Mute], names: Sequence[str]) -> list[Mute]:
    """The mutes of these names, each with its further rules. Those that a stack made are the spec's to lift."""
    from monitors.spec.suggest import suggest

    chosen: dict[str, Mute] = {}
    for name in names:
        found = [mute for mute in mutes if re.fullmatch(rf"{re.escape(name)}(-\d{{1,3}})?", mute.name)]
        if not found:
            advice = suggest(name, [mute.name for mute in mutes], what="muted")
            raise click.BadParameter(f"no mute is called {name!r}" + (f"; {advice}" if advice else ""))
        if foreign := [mute.name for mute in found if not mute.by_hand]:
            raise click.BadParameter(f"{foreign[0]} was not made by `watchbill mute`: change the spec, then deploy")
        chosen |= {mute.name: mute for mute in found}
    return list(chosen.values())


def _document(mutes: Sequence[Mute], at: datetime) -> dict[str, object]:
    from watchbill.oncall.render.mute_text import mute_data

    return {"format_version": FORMAT_VERSION, "mutes": [mute_data(mute, at) for mute in mutes]}
