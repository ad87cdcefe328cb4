"""Do the timelines notice when a rule is changed? `make mutants` changes every condition of the catalogue, bit by bit.

A mutant is caught when a timeline that passes on the rule as it is fails on the mutant, or passes only under some
readings of what AWS leaves open.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitors.catalogue import load_catalogue
from monitors.evaluator.assumption import Assumptions, undocumented
from monitors.evaluator.expectation import check
from monitors.evaluator.mutation import Mutant, mutants
from monitors.evaluator.rule_subject import plan_rule
from monitors.evaluator.scenario import Stage
from monitors.evaluator.timeline import concerns
from monitors.model.errors import WatchbillError
from watchbill.proof.session import find_files, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitors.evaluator.subject import Subject
    from monitors.evaluator.suite import Case

LEAST = 0.95
"""The share of mutants that must be caught."""
PROCESSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one rule's timelines made of its mutants. Survivors are named by the alarm and the change."""

    rule: str
    mutants: int
    survivors: tuple[str, ...]


def cases_by_rule(paths: Sequence[Path]) -> dict[str, list[Case]]:
    """All cases on rules of the catalogue, from files and folders. Raises WatchbillError for a file with problems."""
    found: dict[str, list[Case]] = defaultdict(list)
    for file in find_files(paths):
        cases, problems = read_file(file)
        if problems:
            raise WatchbillError(f"{problems[0].source}: {problems[0].message}")
        for read in cases:
            if read.case.rule is not None:
                found[read.case.rule].append(read.case)
    return found


def judge(rule: str, cases: Sequence[Case], *, every: int = 1) -> Score:
    """One rule's score; `every` n-th mutant only, for a sample. Mutants are of the settings most cases use."""
    if not cases:
        raise WatchbillError(f"{rule} has no timeline")
    settings: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        settings[json.dumps([case.resource, case.spec], sort_keys=True, default=str)].append(case)
    catalogue = load_catalogue()
    groups = [
        (plan_rule(rule, group[0].resource or {}, group[0].spec or {}, catalogue), group)
        for group in sorted(settings.values(), key=len, reverse=True)
    ]
    waiting = list(mutants(groups[0][0]))[::every]
    size = len(waiting)
    for subject, group in groups:
        alike = {(mutant.alarm, mutant.change): mutant for mutant in mutants(subject)}
        waiting = [
            mutant
            for mutant in waiting
            if (one := alike.get((mutant.alarm, mutant.change))) is None or not is_caught(one, subject, group)
        ]
    survivors = tuple(f"{mutant.alarm}: {mutant.change}" for mutant in waiting)
    return Score(rule=rule, mutants=size, survivors=survivors)


def is_caught(mutant: Mutant, original: Subject, cases: Sequence[Case]) -> bool:
    """Whether any case fails on the mutant: as assumed, or else under a reading under which the rule itself passes."""
    usual = Assumptions()
    return any(_fails(case, mutant, original, usual) for case in cases) or any(
        _fails(case, mutant, original, reading)
        for case in cases
        if case.depends is None
        for _, reading in undocumented(usual)
        if concerns(mutant.subject, usual, reading)
    )


def _fails(case: Case, mutant: Mutant, original: Subject, assumptions: Assumptions) -> bool:
    outcome = Stage(case, mutant.subject, original).play(assumptions)
    return bool(check(case.expect, mutant.subject, outcome))


def judge_all(paths: Sequence[Path], only: str = "") -> Iterator[Score]:
    """Rules of the catalogue whose id contains `only`, as they are done. Raises WatchbillError for one untested."""
    cases = cases_by_rule(paths)
    rules = [entry.id for entry in load_catalogue().rules if only in entry.id]
    with ProcessPoolExecutor(PROCESSES) as pool:
        yield from pool.map(judge, rules, [cases[rule] for rule in rules])


def report(scores: Iterable[Score]) -> float:
    """Prints a line a rule and the survivors; returns the share that was caught."""
    born = died = 0
    for score in scores:
        caught = score.mutants - len(score.survivors)
        born, died = born + score.mutants, died + caught
        print(f"{caught:4} of {score.mutants:3}  {score.rule}")
        for survivor in score.survivors:
            print(f"             survives  {survivor}")
    share = died / born if born else 0.0
    print(f"{died:,} of {born:,} mutants caught: {share:.1%}")
    return share


if __name__ == "__main__":
    sys.exit(report(judge_all([Path("tests/alarms")], only="".join(sys.argv[1:2]))) < LEAST)
