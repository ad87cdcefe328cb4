"""The timelines of this folder pass, every rule has all sorts of them, and each trap of the facts is among them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from monitors.catalogue import load_catalogue
from monitors.evaluator.state import State
from watchbill.proof.full import report_lines
from watchbill.proof.session import Report, find_files, read_file, run_cases

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests/alarms"
FILES = find_files([HERE])
RULES = [entry.id for entry in load_catalogue().rules]
TRAPS = {
    letter: [f"{letter}.{number}" for number in range(1, last + 1)]
    for letter, last in {"A": 5, "B": 2, "C": 6, "D": 4, "E": 6, "F": 5, "G": 3, "H": 6}.items()
}


@cache
def reports(file: Path) -> tuple[Report, ...]:
    cases, problems = read_file(file)
    assert not problems
    return tuple(run_cases(file, cases, spec=ROOT / "config.yaml", environment=None))


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(HERE)) for file in FILES])
def test_all_timelines_of_the_file_pass_under_every_reading_or_say_why_not(file: Path):
    found = reports(file)
    wrong = [report for report in found if report.failed or report.depends]
    assert not wrong, "\n".join(text for report in wrong for text, _ in report_lines(report))
    shaky = [one.name for one in found if one.result and one.result.fragilities and not one.result.accepted]
    assert not shaky, f"other minutes change what becomes of {shaky}"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_trip_a_recovery_healthy_traffic_and_missing_data_and_they_show_it(rule: str):
    shown = [(sort, report) for report in reports(_file(rule)) for sort in report.case.case.shows]
    assert {sort for sort, _ in shown} == {"trip", "recovery", "healthy", "missing"}
    for sort, report in shown:
        assert report.case.case.rule == rule
        assert _shows(sort, report), f"{report.name!r} is no {sort}"


def _file(rule: str) -> Path:
    kind, symptom = rule.split(".")
    return HERE / kind / f"{symptom}.yaml"


def _shows(sort: str, report: Report) -> bool:
    assert report.result is not None
    assert report.subject is not None
    incidents = report.result.outcome.incidents
    points = [series.points for series in report.case.case.series.values()]
    fed = len(report.result.outcome.data) == len(points)
    return {
        "trip": bool(incidents),
        "recovery": any(incident.closed is not None for incident in incidents),
        "healthy": _is_quiet(report) and bool(points),
        "missing": not fed or not points or any("_" in text for text in points),
    }[sort]


def _is_quiet(report: Report) -> bool:
    """No alarm whose own state is the incident goes into ALARM."""
    assert report.result is not None
    assert report.subject is not None
    deciding = [one.name for one in report.subject.composites] or [
        one.name for one in report.subject.members if one.part == "trip"
    ]
    timelines = report.result.outcome.timelines
    return not any(change.state is State.ALARM for name in deciding for change in timelines[name].transitions)


@pytest.mark.parametrize("letter", TRAPS)
def test_each_trap_of_the_facts_is_shown_by_name(letter: str):
    (file,) = (HERE / "traps").glob(f"{letter.lower()}-*.yaml")
    names = [report.name for report in reports(file)]
    assert sorted({match[0] for name in names if (match := re.match(r"[A-H]\.\d", name))}) == TRAPS[letter]


def test_no_file_is_left_over():
    expected = {_file(rule) for rule in RULES} | set((HERE / "traps").iterdir()) | set((HERE / "examples").iterdir())
    assert {file for file in FILES if file not in expected} == set()
