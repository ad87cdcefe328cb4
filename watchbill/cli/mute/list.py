"""`watchbill mute list`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option
from watchbill.cli.mute.speech import json_option, mutes_document, say

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list")
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
        say(place(plan.service, connection))
        mutes = [mute for mute in read_mutes(connection, plan.service, at) if every or not mute.is_over(at)]
    if as_json:
        click.echo(json.dumps(mutes_document(mutes, at), indent=2))
        return
    out, _, pen = consoles()
    for mute in mutes:
        out.print(mute_line(mute, at, pen), soft_wrap=True)
    if not mutes:
        say("Nothing is muted.")
