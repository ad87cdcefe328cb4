"""Shares resources over CloudFormation stacks: one stack a unit, split only where a unit outgrows a quota.

Placement depends on the unit alone, so that adding or removing a function moves nobody else's resources, at any
number of functions (docs/adr/0004-one-stack-a-unit.md). Stacks name each other's resources by physical name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from generators.references import connected
from generators.rendered import Rendered, indented, render_resource
from monitors import names
from monitors.model.errors import PlanError
from monitors.model.problem import Problem
from monitors.model.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generators.artefact import JSON, Fragment
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource
    from monitors.model.source import Source

RESOURCES_MAX = 400  # CloudFormation's quota is 500: room for what a person adds in an emergency
BYTES_MAX = 900_000  # its quota is 1,000,000 for a template read from S3

PARAMETERS: JSON = {
    "ArtefactBucket": {
        "Type": "String",
        "Description": "Bucket that holds the functions' code; watchbill deploy fills it and gives its name.",
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A template ready to be written and uploaded, byte for byte. `after` names the stacks it must follow."""

    name: str
    unit: str
    body: bytes
    after: tuple[str, ...]
    resources: int
    sources: Mapping[str, Source]

    @property
    def template(self) -> str:
        """The body as text. Kept as UTF-8: one `≥` makes Python hold twice the bytes of a whole str."""
        return self.body.decode()


@dataclass(slots=True)
class Unit:
    """What generators made for one unit. Bodies are text at once: as objects, ten thousand functions' would not fit."""

    name: str
    resources: list[Rendered] = field(default_factory=list)
    after: set[str] = field(default_factory=set)

    def add(self, fragment: Fragment) -> None:
        self.resources += (render_resource(resource) for resource in fragment.resources)
        self.after.update(fragment.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    name: str
    unit: str
    resources: Sequence[Rendered]


def build_stacks(plan: Plan, units: dict[str, Unit]) -> tuple[Stack, ...]:
    """One stack a unit (more for a giant), in the order of their names. `units` is emptied on the way.

    Raises PlanError when two resources of a unit share a logical id, or resources that belong together exceed a quota.
    """
    owners = {entry.resource.id: entry.resource for entry in plan.resources}
    after = {name: sorted(unit.after & units.keys() - {name}) for name, unit in units.items()}
    last: dict[str, str] = {}
    stacks: list[Stack] = []
    for name in sorted(units):
        unit = units.pop(name)
        _refuse_duplicates(unit)
        previous: tuple[str, ...] = ()
        for chunk in _split(_stack_name(plan, owners.get(name), name), unit):
            stacks.append(_render(plan, chunk, previous))
            previous = (chunk.name,)
        last[name] = previous[0] if previous else ""
    return tuple(
        replace(stack, after=tuple(sorted({*(last[unit] for unit in after[stack.unit]), *stack.after} - {""})))
        for stack in sorted(stacks, key=lambda stack: stack.name)
    )


def _stack_name(plan: Plan, owner: Resource[Any] | None, unit: str) -> str:
    if owner is None:
        return names.stack_of_service(plan.service, unit)
    return names.stack(plan.service, owner.settings.SHORT, owner.key)


def _refuse_duplicates(unit: Unit) -> None:
    seen: dict[str, Rendered] = {}
    problems = []
    for resource in unit.resources:
        first = seen.setdefault(resource.logical_id, resource)
        if first is not resource:
            problems.append(
                Problem(
                    code="logical-id-collision",
                    message=f"{unit.name}: {resource.type} and {first.type} share the logical id {resource.logical_id}",
                    source=resource.source or NOWHERE,
                )
            )
    if problems:
        raise PlanError(problems)


def _split(name: str, unit: Unit) -> Iterator[_Chunk]:
    """The unit whole where it fits; else its connected parts in order, each stack following the one before."""
    if not unit.resources:
        return
    if len(unit.resources) <= RESOURCES_MAX and sum(r.size for r in unit.resources) <= BYTES_MAX:
        yield _Chunk(name=name, unit=unit.name, resources=unit.resources)
        return
    groups: list[list[Rendered]] = [[]]
    count = size = 0
    for part in connected(unit.resources):
        part_size = sum(resource.size for resource in part)
        if len(part) > RESOURCES_MAX or part_size > BYTES_MAX:
            raise PlanError([_too_large(unit.name, part, part_size)])
        if groups[-1] and (count + len(part) > RESOURCES_MAX or size + part_size > BYTES_MAX):
            groups.append([])
            count = size = 0
        groups[-1] += part
        count += len(part)
        size += part_size
    for number, group in enumerate(groups, start=1):
        yield _Chunk(name=name if number == 1 else f"{name}-{number}", unit=unit.name, resources=group)


def _too_large(unit: str, part: Sequence[Rendered], size: int) -> Problem:
    return Problem(
        code="stack-too-large",
        message=f"{unit}: {len(part)} resources ({size:,} bytes) need one another and exceed one stack's quota",
        source=part[0].source or NOWHERE,
        help="give the resource fewer queries, triggers or tags",
    )


def _render(plan: Plan, chunk: _Chunk, after: tuple[str, ...]) -> Stack:
    service = plan.service
    description = (
        f"{chunk.unit} of {service.name} in {service.environment}. "
        f"Generated by watchbill from {service.spec_file}: edit that, not this."
    )
    metadata = {"Watchbill": {"Environment": service.environment, "Service": service.name, "Unit": chunk.unit}}
    used = {name: value for name, value in PARAMETERS.items() if any(r.names(name) for r in chunk.resources)}
    parts = {
        "AWSTemplateFormatVersion": b'"2010-09-09"',
        "Description": orjson.dumps(description),
        "Metadata": indented(metadata, 2),
        **({"Parameters": indented(used, 2)} if used else {}),
        "Resources": _resources(chunk.resources),
    }
    body = b",\n".join(b'  "%s": %s' % (key.encode(), value) for key, value in parts.items())
    return Stack(
        name=chunk.name,
        unit=chunk.unit,
        body=b"{\n%s\n}\n" % body,
        after=after,
        resources=len(chunk.resources),
        sources={r.logical_id: r.source for r in chunk.resources if r.source is not None},
    )


def _resources(resources: Sequence[Rendered]) -> bytes:
    ordered = sorted(resources, key=lambda resource: resource.logical_id)
    return b"{\n%s\n  }" % b",\n".join(b'    "%s": %s' % (r.logical_id.encode(), r.body) for r in ordered)
