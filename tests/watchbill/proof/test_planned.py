"""Tests of alarms that the repository's plan has: found by name or by rule and resource, in the environment said."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.monitors.sample import SPEC
from watchbill.cli.test import command
from watchbill.proof.session import find_files, read_file, run_cases

ROOT = Path(__file__).parents[3]
WORKERS = find_files([ROOT / "workers"])
TEST = """
tests:
  - name: pair
    alarm: {alarm}
    series: {{calls: 100 for 1h, errors: 0 for 10m 60 for 5m 0 for 45m}}
    before: 30m
    expect: [{{opened: 11m, closed: 25m}}]
"""


@pytest.fixture
def run(tmp_path: Path):
    """Run one test beside a spec with two environments; gives (exit code, stdout)."""
    spec = tmp_path / "config.yaml"
    spec.write_text(SPEC.replace("{test: {}}", "{test: {}, live: {}}"), encoding="utf-8")

    def go(alarm: str, *arguments: str) -> tuple[int, str]:
        file = tmp_path / "some.alarms.yaml"
        file.write_text(TEST.format(alarm=alarm), encoding="utf-8")
        found = CliRunner().invoke(command, [str(file), "-s", str(spec), *arguments])
        return found.exit_code, found.stdout

    return go


@pytest.mark.parametrize(
    "alarm",
    [
        "shop-test-lambda-consume-error-rate-high",
        "shop-test-lambda-consume-error-rate-high-hold",
        "lambda_function.error_rate_high/consume",
    ],
)
def test_an_alarm_is_found_with_the_others_of_its_incident(run, alarm: str):
    assert run(alarm, "-e", "test")[0] == 0


def test_the_file_may_say_the_environment_and_the_command_line_has_the_last_word(run):
    said = "shop-live-lambda-consume-error-rate-high\n    environment: live"
    assert run(said)[0] == 0
    code, out = run(said, "-e", "test")
    assert code == 1
    assert "did you mean shop-test-lambda-consume-error-rate-high" in out


def test_without_an_environment_the_spec_says_which_there_are(run):
    code, out = run("lambda_function.error_rate_high/consume")
    assert code == 1
    assert "no environment was chosen" in out


def test_a_planned_composite_brings_what_it_rests_on(tmp_path: Path):
    file = tmp_path / "some.alarms.yaml"
    file.write_text("tests: [{name: t, alarm: service.all_functions_failing/orders, expect: [{never: ALARM}]}]")
    spec = tmp_path / "config.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    (report,) = run_cases(file, read_file(file)[0], spec=spec, environment="test")
    assert report.subject is not None
    assert len(report.subject.members) == 4


@pytest.mark.parametrize("file", WORKERS, ids=[file.parent.name for file in WORKERS])
def test_the_timelines_beside_the_workers_pass(file: Path):
    cases, problems = read_file(file)
    assert not problems
    reports = list(run_cases(file, cases, spec=ROOT / "config.yaml", environment=None))
    assert [report.name for report in reports if report.failed or report.depends] == []


def test_every_worker_with_alarms_has_timelines_beside_it():
    watched = {path.parent for path in ROOT.glob("workers/*/monitors.yaml")}
    assert {file.parent for file in WORKERS} == watched
