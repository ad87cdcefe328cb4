"""What generators make: CloudFormation resources that belong to a unit, and plain files.

A unit is what is deployed as one stack: a resource of the plan with all that watches it (`Resource.id`), or one of
the few service-wide parts (`foundation`, `dashboards/…`). See docs/adr/0004-one-stack-a-unit.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitors.model.plan import Plan
    from monitors.model.source import Source

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackResource:
    """One CloudFormation resource. `logical_id` is unique in its unit; `source` the spec line that asked for it."""

    logical_id: str
    type: str
    properties: JSON
    depends_on: tuple[str, ...] = ()
    attributes: JSON = field(default_factory=dict)
    """DeletionPolicy, UpdateReplacePolicy, Metadata."""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Resources for one unit's stack. `after` names the units that must be deployed before it.

    Resources that name each other stand in this order: what is named comes first.
    """

    unit: str
    resources: tuple[StackResource, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArtefact:
    """A file for people. `path` is relative to the output folder. Hand-written parts of an older copy are kept."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What generation must be told beside the plan: the digest of each function's code, by function key."""

    code: Mapping[str, str] = field(default_factory=dict)


class Generator(Protocol):
    """A folder of generators/ with a function `generate` in its package: pure, deterministic, found by walking."""

    def __call__(self, plan: Plan, build: Build) -> Iterable[Fragment | TextArtefact]: ...
