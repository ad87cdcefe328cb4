"""VerifiedFan/Scoring: counts of campaigns, written by processSavedScores (workers/runtime/metrics.py)."""

from __future__ import annotations

from monitors.known_metrics.known import GAUGE, rows

NAMESPACE = "VerifiedFan/Scoring"

METRICS = (
    *rows("VerifiedCount", ("FunctionName campaignId",), "count", GAUGE),
    *rows("VerdictCount", ("FunctionName campaignId verdict",), "count", GAUGE),
    *rows("CountsDrift", ("FunctionName",), "count", GAUGE),
)
