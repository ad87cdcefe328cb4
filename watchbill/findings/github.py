"""For GitHub Actions: one workflow command a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from watchbill.findings import Findings


def render(findings: Findings) -> str:
    """`::error file=…,line=…::message`, a line each."""
    return "\n".join(_command(problem, findings) for problem in findings.problems)


def _command(problem: Problem, findings: Findings) -> str:
    properties = {
        "file": findings.path(problem),
        "line": problem.source.line,
        "col": problem.source.column,
        "endColumn": problem.source.column + problem.width,
        "title": problem.code,
    }
    said = f"{problem.message}. {problem.help}" if problem.help else problem.message
    joined = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{problem.level} {joined}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
