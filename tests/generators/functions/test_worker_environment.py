"""The real spec gives each worker the variables that it reads."""

from __future__ import annotations

import importlib
import inspect
from typing import get_type_hints

import pytest

from generators.functions.environment import variables
from generators.functions.parking import Parking
from generators.functions.site import Site
from monitors.scope import build_scope
from tests.generators.templates import ROOT
from watchbill.reading import read_plan

PLAN = read_plan(ROOT / "config.yaml", "qa1")
FUNCTIONS = {entry.resource.key: entry.resource for entry in PLAN.of_kind("lambda_function")}


@pytest.mark.parametrize("key", FUNCTIONS)
def test_no_worker_starts_without_its_settings(key: str) -> None:
    function = FUNCTIONS[key]
    scope = build_scope(PLAN.service, (entry.resource for entry in PLAN.resources))
    module, _, name = function.settings.handler.rpartition(".")
    kind = inspect.getclosurevars(getattr(importlib.import_module(module), name)).nonlocals["kind"]
    required = {field.upper() for field in get_type_hints(kind) if not hasattr(kind, field)}
    given = variables(Site(function=function, scope=scope, parking=Parking(scope)))
    assert required - set(given) == set()
