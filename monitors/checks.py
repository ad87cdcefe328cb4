"""Names: none too long, none that AWS refuses, none that two things share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.model.problem import Problem
from monitors.muting import check_mutes
from monitors.names import ALARM_NAME_MAX, fill
from monitors.soundness import check_soundness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.model.plan import Plan
    from monitors.model.source import Source
    from monitors.spec.draft import Draft
    from monitors.spec.model import ResourceSpec


Claim = tuple[str, str, str, "Source"]
"""What kind of thing claims which name, who it is, and where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A resource with the name it would have."""

    kind: str
    key: str
    name: str
    settings: ResourceSpec
    source: Source


def check_plan(plan: Plan) -> tuple[Problem, ...]:
    """Every problem at once, for resources (derived ones included) and alarms: names, and alarms that cannot work."""
    resources = [
        Named(kind=entry.resource.kind, key=entry.resource.key, name=entry.resource.name,
              settings=entry.resource.settings, source=entry.resource.source)
        for entry in plan.resources
    ]  # fmt: skip
    alarms = [("alarm", alarm.name, f"{alarm.rule} on {alarm.resource}", alarm.source) for alarm in plan.every_alarm]
    named = (*_resource_names(resources), *_alarm_names(plan), *_collisions([*_claims(resources), *alarms]))
    return (*named, *check_soundness(plan), *check_mutes(plan))


def check_names(draft: Draft) -> tuple[Problem, ...]:
    """The same for what a draft declares, so that a name is complained of along with everything else."""
    named = list(_named(draft))
    return (*_resource_names(named), *_collisions(_claims(named)))


def _named(draft: Draft) -> Iterator[Named]:
    head, unusable = draft.head, {problem.path for problem in draft.problems if problem.code == "name-template"}
    if head is None:
        return
    for kind, resources in draft.resources.items():
        model = draft.sheet.schema.kinds[kind].model
        if f"names.{kind}" in unusable:
            continue
        template = head.names.get(kind, model.NAME_TEMPLATE)
        for key, settings in resources.items():
            name = fill(template, product=head.product, environment=draft.environment, region=head.region,
                        service=head.service, key=key, name=settings.name)  # fmt: skip
            yield Named(kind=kind, key=key, name=model.physical_name(name, settings), settings=settings,
                        source=draft.places.find((str(model.SECTION), key)))  # fmt: skip


def _resource_names(resources: Iterable[Named]) -> Iterator[Problem]:
    for named in resources:
        spec = named.settings
        if len(named.name) > spec.NAME_MAX:
            yield Problem(
                code="name-too-long",
                message=f"{spec.TITLE} name {named.name!r} has {len(named.name)} characters, AWS takes {spec.NAME_MAX}",
                source=named.source,
                help="give the resource a shorter `name:`, or change the template under `names:`",
                width=len(named.key),
            )
        elif not re.fullmatch(spec.NAME_PATTERN, named.name):
            yield Problem(
                code="name-invalid",
                message=f"{named.name!r} is no valid {spec.TITLE} name: AWS wants {spec.NAME_PATTERN}",
                source=named.source,
                help="give the resource another `name:`, or change the template under `names:`",
                width=len(named.key),
            )


def _alarm_names(plan: Plan) -> Iterator[Problem]:
    for alarm in plan.every_alarm:
        if len(alarm.name) > ALARM_NAME_MAX:
            yield Problem(
                code="name-too-long",
                message=f"alarm name {alarm.name!r} has {len(alarm.name)} characters, AWS takes {ALARM_NAME_MAX}",
                source=alarm.source,
                help="use a shorter key for the resource",
            )


def _claims(resources: Iterable[Named]) -> Iterator[Claim]:
    for named in resources:
        yield named.settings.TITLE, named.name, named.key, named.source


def _collisions(claims: Iterable[Claim]) -> Iterator[Problem]:
    owners: dict[tuple[str, str], tuple[str, Source]] = {}
    for kind, name, who, source in claims:
        first, place = owners.setdefault((kind, name), (who, source))
        if (first, place) != (who, source):
            yield Problem(
                code="name-collision",
                message=f"{kind} name {name!r} of `{who}` is taken by `{first}` in {place.file}:{place.line}",
                source=source,
                help="give one of them another `name:` or key",
                width=len(who) if " " not in who else 1,
            )
