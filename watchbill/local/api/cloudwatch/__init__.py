"""CloudWatch alarms, mute rules and their tags. Metrics, dashboards and anomaly detectors stay with moto."""

from __future__ import annotations
