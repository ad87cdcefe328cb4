"""For programs: one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchbill.findings import Findings


def render(findings: Findings) -> str:
    """`ok`, and every problem with its place; lines and columns count from 1."""
    problems = [
        {
            "code": problem.code,
            "level": str(problem.level),
            "message": problem.message,
            "help": problem.help,
            "path": problem.path,
            "file": findings.path(problem),
            "line": problem.source.line,
            "column": problem.source.column,
            "end_column": problem.source.column + problem.width,
        }
        for problem in findings.problems
    ]
    return json.dumps({"format_version": 1, "ok": not problems, "problems": problems}, indent=2, ensure_ascii=False)
