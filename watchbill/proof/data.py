"""Results as JSON: what full output says, and the timelines themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.evaluator.scenario import Outcome
    from monitors.model.problem import Problem
    from watchbill.proof.session import Report


def to_data(reports: Sequence[Report], problems: Sequence[Problem]) -> dict[str, Any]:
    """Times are seconds from each test's beginning."""
    return {
        "problems": [
            {"code": one.code, "message": one.message, "at": str(one.source), "path": one.path, "help": one.help}
            for one in problems
        ],
        "tests": [_report(report) for report in reports],
    }


def _report(report: Report) -> dict[str, Any]:
    head: dict[str, Any] = {"name": report.name, "at": str(report.source), "seconds": round(report.seconds, 4)}
    if report.result is None:
        return {**head, "verdict": "error", "error": report.error}
    result = report.result
    return {
        **head,
        "verdict": "failed" if report.failed else result.verdict.value,
        "shortfalls": [
            {"at": str(report.shortfall_source(one)), "expected": one.expected, "got": one.got, "why": one.why}
            for one in result.shortfalls
        ],
        "fragilities": [
            {"cause": one.cause.value, "depends_on": one.words, "got": [short.got for short in one.shortfalls]}
            for one in result.fragilities
        ],
        "findings": [
            {"alarm": name, "at": str(one.source), "code": one.code, "level": one.level.value, "message": one.message}
            for name, one in report.findings
        ],
        **_outcome(result.outcome),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "alarms": {
            name: [
                {"at": change.at - outcome.start, "state": change.state.value, "reason": change.reason}
                for change in timeline.transitions
            ]
            for name, timeline in outcome.timelines.items()
        },
        "doubts": {
            name: [
                {
                    "from": doubt.at - outcome.start,
                    "until": doubt.until - outcome.start,
                    "reason": doubt.reason,
                    "readings": [reading.value if reading else "keeps its state" for reading in doubt.readings],
                }
                for doubt in timeline.doubts
            ]
            for name, timeline in outcome.timelines.items()
            if timeline.doubts
        },
        "incidents": [
            {
                "incident": one.key,
                "opened": one.opened - outcome.start,
                "closed": None if one.closed is None else one.closed - outcome.start,
                "severity": one.severity,
            }
            for one in outcome.incidents
        ],
        "actions": {
            name: [
                {"at": one.at - outcome.start, "state": one.state.value, "fate": one.fate.value, "why": one.why}
                for one in actions
            ]
            for name, actions in outcome.actions.items()
        },
    }
