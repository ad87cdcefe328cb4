"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill import __version__

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from watchbill.findings import Findings


def render(findings: Findings) -> str:
    """One run, one result a problem."""
    codes = sorted({problem.code for problem in findings.problems})
    driver = {"name": "watchbill", "version": __version__, "rules": [{"id": code} for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, findings, codes) for problem in findings.problems],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _result(problem: Problem, findings: Findings, codes: list[str]) -> dict[str, Any]:
    text = f"{problem.message}. {problem.help}" if problem.help else problem.message
    region = {
        "startLine": problem.source.line,
        "startColumn": problem.source.column,
        "endColumn": problem.source.column + problem.width,
    }
    location = {"artifactLocation": {"uri": findings.path(problem)}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": str(problem.level),
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
