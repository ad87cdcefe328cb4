"""Something that should not happen at all happened: more than N (usually 0) in five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.burst import total
from monitors.forms.window import FIVE_MINUTES, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.metric import Metric


class EventTuning(RuleTuning):
    """Thresholds of events that should not happen."""

    threshold_count: int = Field(0, ge=0, le=1_000_000, description="Trips above so many in five minutes.")


def event(
    tuning: EventTuning, metrics: Mapping[str, Metric], *, unit: str, late_seconds: int = 0, windows_bad: int = 1
) -> Condition:
    """One alarm over the sum of counters; `windows_bad` five-minute windows must breach (2: not a lone slip).

    It is OK again when the last window with an event has slid out of sight, about ten minutes later.
    """
    return Condition(
        series=total(metrics, FIVE_MINUTES, label=unit),
        comparison=Comparison.GREATER,
        threshold=tuning.threshold_count,
        unit=unit,
        evaluation_periods=windows_to_see(late_seconds) + windows_bad - 1,
        datapoints_to_alarm=windows_bad,
        missing_data=MissingData.NOT_BREACHING,
        words=f"> {tuning.threshold_count:,} {unit}",
    )
