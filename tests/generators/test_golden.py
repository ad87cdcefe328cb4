"""What small specs become, as files that are read in review: tests/golden/<case>/config.yaml beside its stacks.

`routes.json` is what the router of a case reads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generators.artefact import Build
from generators.collect import find_crew, generate
from generators.routing.document import FILE
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/config.yaml"))
GENERATORS = ("canaries", "functions", "logs", "reports", "routing", "stores")
DIGEST = "0" * 64
SHOW_FOUNDATION = ("foundation", "router")
NO_TEMPLATES = ("order", "routes")


def stacks(case: str) -> dict[str, str]:
    """Templates by unit for qa1. The foundation is much the same everywhere: a few cases show it."""
    plan = read_plan(GOLDEN / case / "config.yaml", "qa1")
    keys = [entry.resource.key for entry in plan.of_kind("lambda_function")]
    crew = find_crew(plan)
    build = Build(code=dict.fromkeys([*keys, *(function.key for function in crew)], DIGEST))
    made = generate(plan, build, only=GENERATORS).stacks
    shown = [stack for stack in made if stack.unit != "foundation" or case in SHOW_FOUNDATION]
    templates = {stack.unit.replace("/", "."): stack.template for stack in shown}
    routes = [function.files[FILE].decode() for function in crew if FILE in function.files]
    order = json.dumps({stack.name: stack.after for stack in made}, indent=2) + "\n"
    return templates | {"order": order} | ({"routes": routes[0]} if routes else {})


@pytest.mark.parametrize("case", CASES)
def test_a_spec_becomes_exactly_these_stacks(case: str, golden: Callable[[Path, str], None]) -> None:
    made = stacks(case)
    for name, text in made.items():
        golden(GOLDEN / case / f"{name}.json", text)
    known = {path.stem for path in (GOLDEN / case).glob("*.json")}
    assert known == set(made), "a golden that nothing makes any more is to be deleted"


def test_every_golden_template_is_clean_to_cfn_lint() -> None:
    from cfnlint import api
    from cfnlint.config import ManualArgs

    found = [
        f"{path.parent.name}/{path.name}: {match}"
        for path in sorted(GOLDEN.glob("*/*.json"))
        if path.stem not in NO_TEMPLATES
        for match in api.lint(path.read_text(), config=ManualArgs(regions=["eu-west-1"]))
    ]
    assert not found
