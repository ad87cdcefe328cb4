"""What a plan looks like: one golden with every sign, every risk and drift, in Unicode and in ASCII."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchbill.cloud.change import Difference
from watchbill.cloud.clash import untangle
from watchbill.cloud.diff import Outside, Sides, diff_stack
from watchbill.cloud.edit import Edit
from watchbill.cloud.glossary import Word
from watchbill.cloud.render.plan_json import gitlab_report, plan_document
from watchbill.cloud.render.plan_markdown import plan_markdown
from watchbill.cloud.render.plan_text import PlanText
from watchbill.cloud.render.signs import Pen

from ..stacks import PLACE, alarm, dashboard, queue, stack, template, widget

if TYPE_CHECKING:
    from tests.conftest import Golden
    from watchbill.cloud.glossary import Glossary

GOLDEN = Path(__file__).parent / "golden"
GLOSSARY: Glossary = {
    "orders-api-p99": Word(unit="ms", condition="p99 of Duration > 800 ms for 3 of 5 × 1 min", tells="team"),
    "orders-error-rate": Word(unit="%"),
    "orders-fulfil-error-rate": Word(unit="%"),
}


def everything() -> Difference:
    """A new stack, one that goes, and one with every kind of change."""
    before = {
        "ErrorRate": alarm("orders-error-rate", Threshold=5),
        "Fulfil": alarm("orders-fulfil-error-rate", Threshold=5),
        "Age": alarm("orders-queue-age", Threshold=600),
        "Board": dashboard("orders", widget("a"), widget("b")),
        "Jobs": queue("orders-jobs"),
        "Old": queue("orders-old", DeletionPolicy="Retain"),
        "Ping": alarm("orders-legacy-ping"),
    }
    after = {
        "Api": alarm("orders-api-p99"),
        "ErrorRate": alarm("orders-error-rate", Threshold=3, AlarmDescription="New: " + "words " * 30),
        "Fulfil": alarm("orders-fulfil-error-rate", Threshold=3),
        "Age": alarm("orders-queue-age", Threshold=300),
        "Board": dashboard("orders", widget("a", period=60), widget("b"), widget("c")),
        "Jobs": queue("orders-tasks"),
    }
    outside = Outside(edits=(Edit(path=("TreatMissingData",), before="notBreaching", after="missing"),))
    made = stack("orders-prod", after)
    sides = [
        Sides(stack="orders-new", unit="n", desired=template({"A": alarm("a"), "B": alarm("b"), "Q": queue("q")})),
        Sides(
            stack="orders-prod",
            unit="u",
            deployed=template(before),
            desired=made.template,
            sources=made.sources,
            outside={"Age": outside},
        ),
        Sides(stack="orders-gone", unit="g", deployed=template({"Z": queue("orders-z"), "A": alarm("z")})),
    ]
    untangled = untangle([diff_stack(side, PLACE) for side in sides])
    return Difference(untangled.stacks, 4.1, 4.3)


@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
@pytest.mark.parametrize("every", [True, False], ids=["every", "folded"])
def test_the_text_of_a_plan(unicode: bool, every: bool, golden: Golden) -> None:
    text = PlanText(everything(), GLOSSARY, "orders.yaml", Pen(unicode), every=every)
    name = f"plan-{'unicode' if unicode else 'ascii'}-{'every' if every else 'folded'}.txt"
    golden(GOLDEN / name, "".join(f"{line.plain}\n" for line in text.lines()))


def test_the_note_of_a_merge_request(golden: Golden) -> None:
    golden(GOLDEN / "plan.md", plan_markdown(everything(), GLOSSARY, "orders.yaml", "orders", "prod"))


def test_the_document_of_a_plan(golden: Golden) -> None:
    golden(GOLDEN / "plan.json", json.dumps(plan_document(everything(), GLOSSARY, "prod"), indent=1) + "\n")


def test_the_three_numbers_of_gitlab() -> None:
    """The replaced queue is made and deleted."""
    assert gitlab_report(everything()) == {"create": 5, "update": 4, "delete": 5}


def test_no_changes_is_one_line() -> None:
    text = template({"A": alarm("a")})
    difference = Difference((diff_stack(Sides(stack="s", unit="u", deployed=text, desired=text), PLACE),))
    lines = [line.plain for line in PlanText(difference, {}, "orders.yaml", Pen(unicode=True)).lines()]
    assert lines == ["No changes: orders.yaml and 1 resource agree."]
