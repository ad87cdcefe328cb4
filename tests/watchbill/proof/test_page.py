"""docs/testing-alarms.md: what it shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from watchbill.cli.test import command

PAGE = (Path(__file__).parents[3] / "docs/testing-alarms.md").read_text(encoding="utf-8")
TEMPLATE, OWN, CATALOGUE = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(OUTPUT,) = re.findall(r"```\n(orders\.alarms\.yaml\n.*?)```", PAGE, re.DOTALL)


def run(folder: Path, monkeypatch, template: str, test: str) -> tuple[int, str]:
    (folder / "template.yaml").write_text(template, encoding="utf-8")
    (folder / "orders.alarms.yaml").write_text(test, encoding="utf-8")
    monkeypatch.chdir(folder)
    found = CliRunner().invoke(command, [])
    return found.exit_code, found.stdout


def test_the_failure_shown_is_the_failure_told(tmp_path, monkeypatch):
    code, out = run(tmp_path, monkeypatch, TEMPLATE, OWN)
    assert code == 1
    assert out.startswith(OUTPUT)


def test_the_remedy_shown_helps(tmp_path, monkeypatch):
    code, _ = run(
        tmp_path,
        monkeypatch,
        TEMPLATE.replace("EvaluationPeriods: 3", "EvaluationPeriods: 1"),
        OWN.replace("35m", "31m"),
    )
    assert code == 0


def test_the_tests_of_a_rule_pass_as_shown(tmp_path, monkeypatch):
    code, out = run(tmp_path, monkeypatch, TEMPLATE, CATALOGUE)
    assert (code, out.count("✓")) == (0, 2), out
