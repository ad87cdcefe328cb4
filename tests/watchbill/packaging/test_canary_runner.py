"""The canary runner's zip: every check, the definitions, no generation code; beneath python/ for Synthetics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from canaries.check import find_checks
from generators.collect import find_crew
from watchbill.packaging.package import Recipe, package_function
from watchbill.packaging.target import Target
from watchbill.packaging.wanted import Wanted
from watchbill.reading import read_plan

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize(
    ("case", "top", "entry"),
    [("canaries", "", "canaries/handler.py"), ("canaries-synthetics", "python/", "canaries/synthetics.py")],
)
def test_the_runner_carries_its_checks_and_its_canaries(case, top, entry):
    (runner,) = find_crew(read_plan(GOLDEN / case / "config.yaml", "qa1"))
    package = package_function(Wanted.by_crew(runner), Recipe(root=GOLDEN, target=Target.here()))
    names = set(package.contents)
    assert all(name.startswith(top) for name in names)
    assert {f"{top}{entry}", *(f"{top}canaries/checks/{kind}.py" for kind in find_checks())} <= names
    assert not [name for name in names if name.startswith((f"{top}monitors/", f"{top}generators/", f"{top}workers/"))]
    definitions = json.loads(package.contents[f"{top}canaries/canaries.json"])["canaries"]
    assert {one["key"] for one in definitions} >= {"takeOrders"}
    assert package.pins == ()
