"""AWS::CloudWatch::Alarm and AWS::CloudWatch::CompositeAlarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.alarms.composite import render_composite
from generators.alarms.metric import render_alarm
from generators.artefact import Build, Fragment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.plan import Plan, ResourcePlan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """Each resource's alarms go into its own unit; composites follow the units of their children."""
    unit_of = {alarm.name: entry.resource.id for entry in plan.resources for alarm in entry.alarms}
    for entry in plan.resources:
        if entry.alarms:
            yield Fragment(
                unit=entry.resource.id,
                resources=tuple(render_alarm(plan, alarm) for alarm in entry.alarms),
                after=("foundation",),
            )
        if entry.composites:
            yield from _composites(plan, entry, unit_of)


def _composites(plan: Plan, entry: ResourcePlan, unit_of: Mapping[str, str]) -> Iterator[Fragment]:
    """A composite that tells stands in its resource's unit; inner nodes of a large tree in a unit a level.

    A level's nodes are independent of one another, so that their unit can be split over stacks at any size.
    """
    level: dict[str, int] = {}
    units = dict(unit_of)
    for composite in entry.composites:  # children come before their parents
        level[composite.name] = 1 + max((level.get(child, 0) for child in composite.children), default=0)
        unit = entry.resource.id if composite.tells else f"{entry.resource.id}-part-{level[composite.name]}"
        units[composite.name] = unit
        yield Fragment(
            unit=unit,
            resources=(render_composite(plan, composite),),
            after=("foundation", *sorted({units[child] for child in composite.children})),
        )
