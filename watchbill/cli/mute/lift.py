"""`watchbill mute lift`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option
from watchbill.cli.mute.speech import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from watchbill.oncall.mute import Mute


@click.command("lift")
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
        say(place(plan.service, connection))
        mutes = read_mutes(connection, plan.service, at)
        chosen = [m for m in mutes if m.by_hand and m.is_over(at)] if ended else _named(mutes, names)
        for mute in chosen:
            lift_mute(connection, mute.name)
            out.print(pen(f"lifted {mute.name}"), soft_wrap=True, markup=False)
    if not chosen:
        say("There is none.")


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
