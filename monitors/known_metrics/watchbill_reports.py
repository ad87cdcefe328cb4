"""Watchbill/Reports: how long the last weekly report is overdue, in hours; its function says so each hour."""

from __future__ import annotations

from monitors.known_metrics.known import GAUGE, rows

NAMESPACE = "Watchbill/Reports"

METRICS = tuple(rows("Overdue", ("Report",), "count", GAUGE, sparse=False, publish_seconds=3600))
