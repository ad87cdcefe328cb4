"""Watchbill/Canaries: one point a run, by canary. A run that is cut off writes none."""

from __future__ import annotations

from monitors.known_metrics.known import GAUGE, SPREAD, rows

NAMESPACE = "Watchbill/Canaries"
CANARY = ("Canary",)

METRICS = (
    *rows("SuccessPercent", CANARY, "percent", GAUGE),
    *rows("Duration", CANARY, "ms", SPREAD),
    *rows("FailedSteps", CANARY, "count", GAUGE),
)
