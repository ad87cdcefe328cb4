"""What must hold for a whole plan before anything is generated from it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from monitors.model.problem import Problem
from monitors.names import ALARM_NAME_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.plan import Plan
    from monitors.model.source import Source


def check_plan(plan: Plan) -> tuple[Problem, ...]:
    """Every problem at once: over-long or malformed names, and names that two things share."""
    return (*_names(plan), *_collisions(plan))


def _names(plan: Plan) -> Iterator[Problem]:
    for entry in plan.resources:
        resource, spec = entry.resource, entry.resource.settings
        if len(resource.name) > spec.NAME_MAX:
            yield Problem(
                code="name-too-long",
                message=f"{spec.TITLE} name {resource.name!r}: {len(resource.name)} characters of {spec.NAME_MAX}",
                source=resource.source,
                help="give the resource a shorter `name:`, or change the template under `names:`",
            )
        elif not re.fullmatch(spec.NAME_PATTERN, resource.name):
            yield Problem(
                code="name-invalid",
                message=f"{resource.name!r} is no valid {spec.TITLE} name: AWS wants {spec.NAME_PATTERN}",
                source=resource.source,
                help="give the resource another `name:`, or change the template under `names:`",
            )
    for alarm in plan.every_alarm:
        if len(alarm.name) > ALARM_NAME_MAX:
            yield Problem(
                code="name-too-long",
                message=f"alarm name {alarm.name!r}: {len(alarm.name)} characters, CloudWatch takes {ALARM_NAME_MAX}",
                source=alarm.source,
                help="use a shorter key for the resource",
            )


def _collisions(plan: Plan) -> Iterator[Problem]:
    users: dict[tuple[str, str], list[tuple[str, Source]]] = defaultdict(list)
    for entry in plan.resources:
        users[entry.resource.kind, entry.resource.name].append((entry.resource.key, entry.resource.source))
    for alarm in plan.every_alarm:
        users["alarm", alarm.name].append((f"{alarm.rule} on {alarm.resource}", alarm.source))
    for (kind, name), owners in users.items():
        for who, source in owners[1:]:
            first, place = owners[0]
            yield Problem(
                code="name-collision",
                message=f"{kind} name {name!r} of {who} is already taken by {first} at {place}",
                source=source,
                help="give one of them another `name:` or key",
            )
