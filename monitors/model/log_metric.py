"""A metric that CloudWatch makes out of log events (AWS::Logs::MetricFilter)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.metric import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMetric:
    """Counts the events of one log group that match `pattern` into `metric`.

    A metric filter takes dimensions from log fields only, and Lambda's platform events do not name their function:
    so the function is part of the metric's name.
    """

    name: str
    log_group: str
    pattern: str
    metric: Metric
