"""The templates that conformance is asked of: the real spec in both environments, and every golden case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generators.artefact import Build
from generators.collect import generate
from watchbill.reading import read_plan

ROOT = Path(__file__).parents[2]
SPECS = {
    "qa1": (ROOT / "config.yaml", "qa1"),
    "prd1": (ROOT / "config.yaml", "prd1"),
    **{path.parent.name: (path, "qa1") for path in sorted((ROOT / "tests/golden").glob("*/config.yaml"))},
}
INFRASTRUCTURE = ("canaries", "functions", "logs", "reports", "routing", "stores")


@dataclass(frozen=True, slots=True)
class Made:
    """One resource of a template. `str` of it says where it stands."""

    spec: str
    stack: str
    name: str
    type: str
    properties: dict[str, Any]
    attributes: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.spec}: {self.stack}.{self.name}"


@cache
def order(spec: str) -> dict[str, tuple[str, ...]]:
    """Which stacks each stack follows."""
    return {stack.name: stack.after for stack in _stacks(spec)}


@cache
def made(spec: str) -> tuple[Made, ...]:
    return tuple(
        Made(spec, stack.name, name, body["Type"], body["Properties"], body)
        for stack in _stacks(spec)
        for name, body in json.loads(stack.template)["Resources"].items()
    )


def every(type_name: str) -> list[Made]:
    """All resources of a type, over all specs."""
    return [one for spec in SPECS for one in made(spec) if one.type == type_name]


@cache
def _stacks(spec: str) -> tuple[Any, ...]:
    path, environment = SPECS[spec]
    return generate(read_plan(path, environment), Build(), only=INFRASTRUCTURE).stacks
