"""What data flows through and rests in: one module a kind of the catalogue, found by the kind's name."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any

from monitors.scope import build_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generators.artefact import Build, Fragment
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource
    from monitors.scope import Scope


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """Each managed store in its own unit; kinds without a module here are made elsewhere, or only watched."""
    scope = build_scope(plan.service, (entry.resource for entry in plan.resources))
    for entry in plan.resources:
        make = _maker(entry.resource.kind)
        if make is not None and entry.resource.managed:
            yield make(entry.resource, scope)


@cache
def _maker(kind: str) -> Callable[[Resource[Any], Scope], Fragment] | None:
    name = f"{__name__}.{kind}"
    if importlib.util.find_spec(name) is None:
        return None
    make: Callable[[Resource[Any], Scope], Fragment] = importlib.import_module(name).make
    return make
