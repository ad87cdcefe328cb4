"""A finished run in a sentence, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.cloud.headline import plural
from watchbill.cloud.outcome import Result

if TYPE_CHECKING:
    from watchbill.cloud.deployment import Report

FORMAT_VERSION = "1"


def say_report(report: Report) -> str:
    """`19 stacks created.` or `2 stacks updated, 1 failed, 3 skipped.`"""
    counts = [(report.count(result), result.value) for result in Result if report.count(result)]
    if not counts:
        return "Nothing to do."
    (first, word), *rest = counts
    return ", ".join([f"{first} {plural('stack', first)} {word}", *(f"{n} {result}" for n, result in rest)]) + "."


def report_document(report: Report) -> dict[str, Any]:
    """Every stack's outcome, by name."""
    return {
        "format_version": FORMAT_VERSION,
        "succeeded": not report.failures,
        "stacks": [
            {
                "name": name,
                "result": outcome.result.value,
                "status": outcome.status or None,
                "resource": outcome.resource or None,
                "reason": outcome.reason or None,
                "retained": list(outcome.retained),
            }
            for name, outcome in sorted(report.outcomes.items())
        ],
    }
