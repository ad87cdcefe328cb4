"""Silence alarms for a while: by alarm, rule or function, with a reason; list what is muted, lift a mute."""

from __future__ import annotations

import rich_click as click

from watchbill.cli.mute.add import add
from watchbill.cli.mute.lift import lift
from watchbill.cli.mute.list import list_


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


for verb in (add, lift, list_):
    command.add_command(verb)
