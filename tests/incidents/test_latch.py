"""The latch: an incident opens with the trip and closes with the hold, whatever the order edges arrive in."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import latch as latch_module
from incidents.latch import Edge, Happening, Latch, apply

PARTS = {"T": ("trip", "P3"), "H": ("hold", ""), "S": ("step", "P2")}
STATES = {"!": "ALARM", "ok": "OK", "?": "INSUFFICIENT_DATA", "gone": "DELETED"}


def edge(text: str) -> Edge:
    """`T! 5` → the trip went into ALARM at 5."""
    what, at = text.split()
    part, severity = PARTS[what[0]]
    return Edge(what[0], part, STATES[what[1:]], float(at), severity)


def play(texts: list[str], *, held: bool = True) -> tuple[Latch, list[Happening]]:
    latch, happenings = Latch(held=held), []
    for text in texts:
        latch, happening = apply(latch, edge(text))
        happenings.append(happening)
    return latch, happenings


@pytest.mark.parametrize(
    ("held", "edges", "opened", "closed", "last"),
    [
        (False, ["T! 5"], 5, None, "opened"),
        (False, ["T! 5", "Tok 9"], 5, 9, "closed"),
        (False, ["T! 5", "T? 9"], 5, None, "noted"),
        (True, ["H! 4", "T! 5", "Tok 9"], 5, None, "below-trip-waiting-for-hold"),
        (True, ["H! 4", "T! 5", "Tok 9", "Hok 20"], 5, 20, "closed"),
        (True, ["H! 4", "T! 5", "Tok 9", "T! 12"], 5, None, "tripped-again"),
        (True, ["H! 4", "T! 5", "Hok 8"], 5, None, "noted"),
        (True, ["H! 4", "T! 5", "Hok 8", "Tok 9"], 5, 9, "closed"),
        (True, ["Hok 1", "T! 5", "Tok 9"], 5, None, "below-trip-waiting-for-hold"),
        (True, ["H! 4", "T! 5", "T? 9", "H? 20"], 5, None, "noted"),
        (True, ["H! 4", "Hok 9"], None, None, "noted"),
        (True, ["H! 4", "T! 5", "Tok 9", "Hok 20", "H! 22"], 5, 20, "noted"),
        (True, ["H! 4", "T! 5", "Tok 9", "Hok 20", "T! 5"], 5, 20, "stale"),
        (True, ["H! 4", "T! 5", "Tok 9", "Hok 20", "H! 29", "T! 30"], 30, None, "opened"),
        (True, ["T! 5", "Hok 4"], 5, None, "noted"),
        (True, ["T! 5", "Tgone 9"], 5, 9, "closed-alarm-deleted"),
        (True, ["T! 5", "Hgone 9"], 5, 9, "closed-alarm-deleted"),
        (True, ["T! 5", "S! 9"], 5, None, "raised"),
    ],
)
def test_what_an_edge_does(held, edges, opened, closed, last):
    latch, happenings = play(edges, held=held)
    assert (latch.opened_at, latch.closed_at, happenings[-1]) == (opened, closed, last)


@pytest.mark.parametrize(
    ("edges", "severity"),
    [(["T! 5"], "P3"), (["T! 5", "S! 9"], "P2"), (["S! 4", "T! 5"], "P2"), (["T! 5", "S! 9", "Sok 10"], "P2")],
)
def test_a_step_raises_the_severity_and_never_lowers_it(edges, severity):
    assert play(edges)[0].severity == severity


def walk(name: str) -> st.SearchStrategy[list[str]]:
    """An alarm's life: ALARM and OK by turns, at strictly growing times that no other alarm shares."""
    offset = {"T": 0, "H": 1}[name]
    return st.lists(st.integers(1, 9), max_size=6).map(
        lambda steps: [
            f"{name}{'!' if turn % 2 == 0 else 'ok'} {2 * sum(steps[: turn + 1]) + offset}"
            for turn in range(len(steps))
        ]
    )


@given(walk("T"), walk("H"), st.booleans(), st.randoms(use_true_random=False))
def test_any_order_with_any_duplicates_ends_in_the_same_place(trips, holds, held, random):
    in_order = sorted(trips + holds, key=lambda text: float(text.split()[1]))
    arrived = in_order + random.choices(in_order, k=3) if in_order else []
    random.shuffle(arrived)
    truth, _ = play(in_order, held=held)
    assert play(arrived, held=held)[0].is_open == truth.is_open


@given(walk("T"), walk("H"))
def test_in_order_an_incident_opens_at_a_trip_and_closes_only_below_trip_and_hold(trips, holds):
    latch = Latch(held=True)
    states = {"T": "OK", "H": "OK"}
    for text in sorted(trips + holds, key=lambda text: float(text.split()[1])):
        latch, happening = apply(latch, edge(text))
        states[text[0]] = "ALARM" if "!" in text else "OK"
        if happening is Happening.OPENED:
            assert text.startswith("T!")
        if happening is Happening.CLOSED:
            assert states == {"T": "OK", "H": "OK"}


def test_the_latch_brings_nothing_into_a_bundle():
    tree = ast.parse(Path(latch_module.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported | {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } <= set(sys.stdlib_module_names)
