"""A report as one line: CloudWatch reads its metrics (embedded metric format), people its words.

Namespace Watchbill/Canaries, dimension Canary:

=================  ============  ====================================================
SuccessPercent     Percent       100 or 0
Duration           Milliseconds  of the whole run
FailedSteps        Count         steps that failed
=================  ============  ====================================================

How long each step took stands in the line as `steps`, by the step's name: a field costs nothing, where a metric for
each step of each canary would cost more than the canaries do. A saved query shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canaries.report import Report

NAMESPACE = "Watchbill/Canaries"
UNITS = {"SuccessPercent": "Percent", "Duration": "Milliseconds", "FailedSteps": "Count"}


def log_line(report: Report, moment: float) -> dict[str, Any]:
    """The line. `moment` (epoch seconds) is when the run was due: so each window of the schedule's length holds one
    run, however long it took, and an alarm over M of N runs does not flap.
    """
    failed = report.failed[0] if report.failed else None
    return {
        "_aws": {
            "Timestamp": int(moment * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Canary"]],
                    "Metrics": [{"Name": name, "Unit": unit} for name, unit in UNITS.items()],
                }
            ],
        },
        "level": "ERROR" if failed else "INFO",
        "message": "canary failed" if failed else "canary passed",
        "Canary": report.canary,
        "SuccessPercent": 0 if failed else 100,
        "Duration": round(report.milliseconds, 1),
        "FailedSteps": len(report.failed),
        "function": report.function,
        "run": report.run,
        "trace_id": report.trace_id,
        "steps": {step.name: round(step.milliseconds, 1) for step in report.steps},
        **({"step": failed.name, "expected": failed.expected, "got": failed.got} if failed else {}),
        "links": dict(report.links),
    }
