"""For CI's test reports: JUnit XML, one failed case a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.problem import Problem
    from watchbill.findings import Findings


def render(findings: Findings) -> str:
    """A suite with a failed case for each problem, or one that passed."""
    count = len(findings.problems)
    cases = [_case(problem, findings) for problem in findings.problems] or [
        '    <testcase classname="watchbill" name="no problems"/>'
    ]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="watchbill" tests="{len(cases)}" failures="{count}">',
            f'  <testsuite name="spec" tests="{len(cases)}" failures="{count}">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
        )
    )


def _case(problem: Problem, findings: Findings) -> str:
    path, line = findings.path(problem), problem.source.line
    name = f"{problem.code} {path}:{line}:{problem.source.column}"
    body = "\n".join(part for part in (problem.path, problem.message, problem.help) if part)
    case = {"classname": path, "name": name, "file": path, "line": line}
    failure = {"type": problem.code, "message": problem.message}
    return (
        f"    <testcase {_attributes(case)}>\n"
        f"      <failure {_attributes(failure)}>{escape(_legal(body))}</failure>\n"
        "    </testcase>"
    )


def _attributes(values: Mapping[str, object]) -> str:
    return " ".join(f"{name}={quoteattr(_legal(str(value)))}" for name, value in values.items())


def _legal(text: str) -> str:
    """XML 1.0 has no place for control characters, not even escaped, nor for surrogates."""
    return "".join(
        c if c in "\t\n\r" or (c.isprintable() and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in text
    )
