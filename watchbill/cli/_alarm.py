"""Alarms of the spec by their names, a rule, or a function (or any other resource), for commands that take several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rich_click as click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource


def find_alarms(plan: Plan, words: Iterable[str], *, hint: str) -> tuple[Alarm | CompositeAlarm, ...]:
    """All that any of the words names, by name. Raises click.BadParameter with every word that names none."""
    from monitors.spec.suggest import suggest

    found: dict[str, Alarm | CompositeAlarm] = {}
    wrong = []
    for word in words:
        alarms = _named(plan, word)
        found |= {alarm.name: alarm for alarm in alarms}
        if not alarms:
            advice = suggest(word, _known(plan))
            wrong.append(f"no alarm, rule or resource is called {word!r}" + (f"; {advice}" if advice else ""))
    if wrong:
        raise click.BadParameter("; ".join(wrong), param_hint=hint)
    return tuple(found[name] for name in sorted(found))


def _named(plan: Plan, word: str) -> list[Alarm | CompositeAlarm]:
    exact = [alarm for alarm in plan.every_alarm if word in (alarm.name, alarm.incident, alarm.rule)]
    if exact:
        return exact
    entries = [entry for entry in plan.resources if word in _names(entry.resource)]
    found: list[Alarm | CompositeAlarm] = []
    for entry in entries:
        found += [*entry.alarms, *entry.composites]
    return found


def _names(resource: Resource[Any]) -> tuple[str, ...]:
    """Key, deployed name, id, and the short name that a spec may give."""
    short = getattr(resource.settings, "name", None)
    return (resource.key, resource.name, resource.id, *([short] if short else []))


def _known(plan: Plan) -> list[str]:
    names = [name for entry in plan.resources for name in _names(entry.resource)]
    alarms = [name for alarm in plan.every_alarm for name in (alarm.name, alarm.rule)]
    return list(dict.fromkeys((*names, *alarms)))
