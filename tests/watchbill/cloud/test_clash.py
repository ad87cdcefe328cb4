"""A name can be taken only after it was given up."""

from __future__ import annotations

from watchbill.cloud.change import Risk
from watchbill.cloud.clash import untangle
from watchbill.cloud.diff import Sides, diff_stack

from .stacks import PLACE, alarm, queue, template


def _stack(name: str, before: dict[str, object], after: dict[str, object]) -> Sides:
    return Sides(
        stack=name,
        unit=name,
        deployed=template(before) if before else "",
        desired=template(after) if after else "",
    )


def test_a_stack_that_goes_frees_its_names_first() -> None:
    """A function whose key changes in the spec keeps its name: its old stack must go before the new one comes."""
    sides = [_stack("new", {}, {"A": alarm("a")}), _stack("old", {"B": alarm("a")}, {})]
    untangled = untangle([diff_stack(side, PLACE) for side in sides])
    assert untangled.first == {"new": frozenset({"old"})}
    assert untangled.stacks[0].resources[0].note == "moves here from old, which goes first"


def test_a_stack_that_stays_keeps_its_names_and_the_plan_warns() -> None:
    sides = [_stack("s", {"A": alarm("a"), "C": alarm("c")}, {"B": alarm("a"), "C": alarm("c")})]
    untangled = untangle([diff_stack(side, PLACE) for side in sides])
    assert untangled.first == {}
    assert {r.logical_id: r.risk for r in untangled.stacks[0].resources} == {"A": None, "B": Risk.NAME_TAKEN}


def test_a_retained_resource_keeps_its_name_even_when_its_stack_goes() -> None:
    sides = [_stack("new", {}, {"Q": queue("q")}), _stack("old", {"P": queue("q", DeletionPolicy="Retain")}, {})]
    untangled = untangle([diff_stack(side, PLACE) for side in sides])
    assert untangled.first == {}
    assert untangled.stacks[0].resources[0].risk is Risk.NAME_TAKEN
