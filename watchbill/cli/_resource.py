"""A resource of the spec by any of its names, for commands that take one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from monitors.model.plan import Plan, ResourcePlan


def find_resource(plan: Plan, word: str, kinds: tuple[str, ...] = (), *, hint: str = "RESOURCE") -> ResourcePlan:
    """By key (`loadScoresToDynamoDB`), physical name, or `kind/key`; of `kinds` if there are any.

    Raises click.BadParameter with the likeliest name for an unknown one, and with all ids for an ambiguous one.
    """
    from monitors.spec.suggest import suggest

    known = [entry for entry in plan.resources if not kinds or entry.resource.kind in kinds]
    found = [entry for entry in known if word in (entry.resource.key, entry.resource.name, entry.resource.id)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(entry.resource.id for entry in found)
        raise click.BadParameter(f"{word!r} is several: {ids}", param_hint=hint)
    names = [name for entry in known for name in (entry.resource.key, entry.resource.name)]
    advice = suggest(word, names) or suggest(word, [entry.resource.key for entry in known])
    noun = " or ".join(kind.replace("_", " ") for kind in kinds) or "resource"
    raise click.BadParameter(f"the spec has no {noun} {word!r}" + (f"; {advice}" if advice else ""), param_hint=hint)
