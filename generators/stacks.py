"""Shares resources over CloudFormation stacks: one stack a unit, split only where a unit outgrows a quota.

Placement depends on the unit alone, so that adding or removing a function moves nobody else's resources, at any
number of functions (docs/adr/0004-one-stack-a-unit.md). Stacks name each other's resources by physical name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from generators.references import connected
from monitors import names
from monitors.model.errors import PlanError
from monitors.model.problem import Problem
from monitors.model.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generators.artefact import JSON, Fragment, StackResource
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
    template: str
    after: tuple[str, ...]
    resources: int
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    name: str
    unit: str
    resources: Sequence[StackResource]


def build_stacks(plan: Plan, fragments: Mapping[str, Sequence[Fragment]]) -> tuple[Stack, ...]:
    """One stack a unit (more for a giant), in the order of their names.

    Raises PlanError when two resources of a unit share a logical id, or resources that belong together exceed a quota.
    """
    owners = {entry.resource.id: entry.resource for entry in plan.resources}
    chunks: dict[str, list[_Chunk]] = {}
    for unit, parts in sorted(fragments.items()):
        resources = [resource for part in parts for resource in part.resources]
        _refuse_duplicates(unit, resources)
        if resources:
            chunks[unit] = list(_split(_stack_name(plan, owners.get(unit), unit), unit, resources))
    stacks = []
    for unit, unit_chunks in chunks.items():
        before = {other for part in fragments[unit] for other in part.after if other in chunks and other != unit}
        after = sorted(chunks[other][-1].name for other in before)
        for index, chunk in enumerate(unit_chunks):
            previous = [unit_chunks[index - 1].name] if index else []
            stacks.append(_render(plan, chunk, tuple(after + previous)))
    return tuple(sorted(stacks, key=lambda stack: stack.name))


def _stack_name(plan: Plan, owner: Resource[Any] | None, unit: str) -> str:
    if owner is None:
        return names.stack_of_service(plan.service, unit)
    return names.stack(plan.service, owner.settings.SHORT, owner.key)


def _refuse_duplicates(unit: str, resources: Sequence[StackResource]) -> None:
    seen: dict[str, StackResource] = {}
    problems = []
    for resource in resources:
        first = seen.setdefault(resource.logical_id, resource)
        if first is not resource:
            problems.append(
                Problem(
                    code="logical-id-collision",
                    message=f"{unit}: {resource.type} and {first.type} share the logical id {resource.logical_id}",
                    source=resource.source or NOWHERE,
                )
            )
    if problems:
        raise PlanError(problems)


def _split(name: str, unit: str, resources: Sequence[StackResource]) -> Iterator[_Chunk]:
    """The unit whole where it fits; else its connected parts in order, each stack following the one before."""
    if len(resources) <= RESOURCES_MAX and len(_dump(_resources(resources))) <= BYTES_MAX:
        yield _Chunk(name=name, unit=unit, resources=resources)
        return
    groups: list[list[StackResource]] = [[]]
    count = size = 0
    for part in connected(resources):
        part_size = len(_dump(_resources(part)))
        if len(part) > RESOURCES_MAX or part_size > BYTES_MAX:
            raise PlanError([_too_large(unit, part, part_size)])
        if groups[-1] and (count + len(part) > RESOURCES_MAX or size + part_size > BYTES_MAX):
            groups.append([])
            count = size = 0
        groups[-1] += part
        count += len(part)
        size += part_size
    for number, group in enumerate(groups, start=1):
        yield _Chunk(name=name if number == 1 else f"{name}-{number}", unit=unit, resources=group)


def _too_large(unit: str, part: Sequence[StackResource], size: int) -> Problem:
    return Problem(
        code="stack-too-large",
        message=f"{unit}: {len(part)} resources ({size:,} bytes) need one another and exceed one stack's quota",
        source=part[0].source or NOWHERE,
        help="give the resource fewer queries, triggers or tags",
    )


def _render(plan: Plan, chunk: _Chunk, after: tuple[str, ...]) -> Stack:
    service = plan.service
    body = _resources(chunk.resources)
    template: JSON = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": (
            f"{chunk.unit} of {service.name} in {service.environment}. "
            f"Generated by watchbill from {service.spec_file}: edit that, not this."
        ),
        "Metadata": {
            "Watchbill": {"Environment": service.environment, "Service": service.name, "Unit": chunk.unit},
        },
        "Resources": body,
    }
    text = _dump(body)
    used = {name: value for name, value in PARAMETERS.items() if f'"{name}"'.encode() in text}
    if used:
        template["Parameters"] = used
    return Stack(
        name=chunk.name,
        unit=chunk.unit,
        template=_dump(template).decode() + "\n",
        after=after,
        resources=len(chunk.resources),
        sources={r.logical_id: r.source for r in chunk.resources if r.source is not None},
    )


def _resources(resources: Sequence[StackResource]) -> JSON:
    body: JSON = {}
    for resource in resources:
        entry: JSON = {"Type": resource.type, "Properties": resource.properties, **resource.attributes}
        if resource.depends_on:
            entry["DependsOn"] = list(resource.depends_on)
        body[resource.logical_id] = entry
    return body


def _dump(value: JSON) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
