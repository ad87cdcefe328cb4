"""What small specs become, as files that are read in review: tests/golden/<case>/config.yaml beside its stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generators.artefact import Build
from generators.collect import generate
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/config.yaml"))
GENERATORS = ("functions", "logs", "reports", "routing", "stores")
DIGEST = "0" * 64


def stacks(case: str) -> dict[str, str]:
    """Templates by unit for qa1. The foundation is much the same everywhere: one case shows it."""
    plan = read_plan(GOLDEN / case / "config.yaml", "qa1")
    build = Build(code={entry.resource.key: DIGEST for entry in plan.of_kind("lambda_function")})
    made = generate(plan, build, only=GENERATORS).stacks
    shown = [stack for stack in made if stack.unit != "foundation" or case == "foundation"]
    return {stack.unit.replace("/", "."): stack.template for stack in shown} | {
        "order": json.dumps({stack.name: stack.after for stack in made}, indent=2) + "\n"
    }


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
        if path.stem != "order"
        for match in api.lint(path.read_text(), config=ManualArgs(regions=["eu-west-1"]))
    ]
    assert not found
