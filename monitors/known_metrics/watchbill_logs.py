"""Watchbill/Logs: metrics that our filters make of log events, `<function>/<what>`, without dimensions."""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, rows

NAMESPACE = "Watchbill/Logs"

METRICS = tuple(rows("*/TimedOut */OutOfMemory", ("",), "count", EVENT))
"""A star stands for the function's name."""
