"""Runs every generator over a plan and shares the result over stacks and files."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import generators
from generators.artefact import Build, Fragment, TextArtefact
from generators.stacks import Stack, Unit, build_stacks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generators.artefact import Generator
    from generators.crew import Crew, CrewFunction
    from monitors.model.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """All that one plan becomes; stacks and files are sorted by name."""

    stacks: tuple[Stack, ...]
    files: tuple[TextArtefact, ...]


@cache
def _find(function: str) -> Mapping[str, Any]:
    """Every folder of generators/ whose package defines that function, by name."""
    found = {}
    for module in pkgutil.iter_modules(generators.__path__):
        if module.ispkg:
            package = importlib.import_module(f"{generators.__name__}.{module.name}")
            if hasattr(package, function):
                found[module.name] = getattr(package, function)
    return dict(sorted(found.items()))


def find_generators() -> Mapping[str, Generator]:
    """Each folder's `generate`, by the folder's name."""
    return _find("generate")


def find_crew(plan: Plan) -> tuple[CrewFunction, ...]:
    """Watchbill's own functions that this plan needs, by their roles: what each folder's `crew` says."""
    crews: Iterable[Crew] = _find("crew").values()
    return tuple(sorted((function for crew in crews for function in crew(plan)), key=lambda one: one.role))


def generate(plan: Plan, build: Build | None = None, *, only: Collection[str] | None = None) -> Output:
    """Stacks and files for a plan. `only` names the generators to run; all of them unless given."""
    units: dict[str, Unit] = {}
    files: list[TextArtefact] = []
    for name, run in find_generators().items():
        if only is not None and name not in only:
            continue
        for artefact in run(plan, build or Build()):
            if isinstance(artefact, Fragment):
                units.setdefault(artefact.unit, Unit(artefact.unit)).add(artefact)
            else:
                files.append(artefact)
    return Output(stacks=build_stacks(plan, units), files=tuple(sorted(files, key=lambda file: file.path)))
