"""Watchbill/Router: what the alert router says of itself."""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, rows

NAMESPACE = "Watchbill/Router"

METRICS = tuple(rows("Heartbeat", ("Router",), "count", EVENT, sparse=False))
