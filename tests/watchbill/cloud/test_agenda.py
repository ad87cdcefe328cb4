"""The agenda starts everything once, nothing early, and nothing after a failure it depends on."""

from __future__ import annotations

import heapq
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.cloud.agenda import Agenda

if TYPE_CHECKING:
    from collections.abc import Mapping


class Simulation:
    """A crew of `workers` on a clock that only the end of a task moves; `seconds` is how long each task takes."""

    def __init__(self, after: Mapping[str, set[str]], seconds: Mapping[str, float], workers: int) -> None:
        self.agenda, self.seconds, self.workers = Agenda(after), seconds, workers
        self.now, self.running = 0.0, list[tuple[float, str]]()
        self.started, self.ended = dict[str, float](), dict[str, float]()
        self.skipped, self.busiest = list[str](), 0

    def run(self, failing: frozenset[str] = frozenset()) -> None:
        while not self.agenda.finished:
            while len(self.running) < self.workers and (name := self.agenda.take()):
                self.started[name] = self.now
                heapq.heappush(self.running, (self.now + self.seconds[name], name))
            self.busiest = max(self.busiest, len(self.running))
            self.now, name = heapq.heappop(self.running)
            self.ended[name] = self.now
            self.skipped += [skipped.name for skipped in self.agenda.finish(name, well=name not in failing)]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, set[str]]:
    names = [f"s{number}" for number in range(draw(st.integers(1, 12)))]
    after = {
        name: {*draw(st.lists(st.sampled_from(names[:index]), max_size=3))} if index else set()
        for index, name in enumerate(names)
    }
    shuffled = draw(st.permutations(names))
    return {name: after[name] for name in shuffled}


@given(graphs(), st.integers(1, 5), st.integers(0, 99), st.sets(st.integers(0, 11)))
def test_every_task_runs_once_in_order_or_is_skipped(
    after: dict[str, set[str]], workers: int, seed: int, bad: set[int]
) -> None:
    random = Random(seed)
    failing = frozenset(f"s{number}" for number in bad)
    simulation = Simulation(after, {name: random.random() for name in after}, workers)
    simulation.run(failing)
    assert simulation.started.keys() | set(simulation.skipped) == after.keys()
    assert simulation.started.keys().isdisjoint(simulation.skipped)
    assert simulation.busiest <= workers
    for name, start in simulation.started.items():
        assert all(other not in failing and simulation.ended[other] <= start for other in after[name])
    for name in simulation.skipped:
        assert after[name] & (failing | set(simulation.skipped))


def test_independent_stacks_run_side_by_side() -> None:
    after = {"foundation": set[str](), **{f"f{n}": {"foundation"} for n in range(6)}}
    simulation = Simulation(after, dict.fromkeys(after, 10.0), workers=3)
    simulation.run()
    assert simulation.now == 30.0


def test_what_waits_is_given_up_when_abandoned() -> None:
    agenda = Agenda({"a": [], "b": ["a"], "c": []})
    assert agenda.take() == "a"
    assert agenda.abandon() == ["b", "c"]
    assert agenda.finish("a", well=True) == []
    assert agenda.finished


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="a, b"):
        Agenda({"a": ["b"], "b": ["a"], "c": []})


def test_what_is_no_task_counts_as_done() -> None:
    assert Agenda({"a": ["deployed long ago"]}).take() == "a"
