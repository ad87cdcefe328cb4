"""What a canary is, as the generator wrote it: canaries.json beside the code, physical names throughout."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE = "canaries.json"
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A resource that a setting names. A table's key attributes are by name; `sort_key` is "" where there is none."""

    name: str
    partition_key: str = ""
    sort_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDefinition:
    """One thing that must be true within so many seconds of being asked. `settings` is what checks/<kind>.py takes."""

    kind: str
    within_seconds: float
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`key` is the function's in the spec, `function` its name on AWS, `alarm` the one that failing runs trip.

    `way` names a module of canaries/ways, `target` the resource that it puts to; None where it invokes.

    `payload` is event.json's text, `content` that of the object it speaks of, `items` what must stand in `table`.
    """

    name: str
    key: str
    function: str
    alarm: str
    way: str
    timeout_seconds: float
    payload: str
    target: Thing | None = None
    content: str = ""
    table: Thing | None = None
    items: Sequence[Mapping[str, Scalar]] = ()
    checks: Sequence[CheckDefinition] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def log_group(self) -> str:
        return f"/aws/lambda/{self.function}"


def read_definitions(text: str | bytes) -> dict[str, Definition]:
    """Canaries by name, from the JSON that `write_definitions` made."""
    return {entry["name"]: _read(entry) for entry in json.loads(text)["canaries"]}


def _read(entry: dict[str, Any]) -> Definition:
    things = {name: Thing(**entry[name]) for name in ("target", "table") if entry.get(name)}
    checks = [CheckDefinition(**check) for check in entry.get("checks", ())]
    return Definition(**{**entry, "target": None, "table": None, **things, "checks": checks})
