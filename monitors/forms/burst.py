"""More than N events in five minutes; recovered after minutes without a single one. Throttles have this form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import FIVE_MINUTES, MINUTE, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData, Part
from monitors.model.metric import combine
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.metric import Metric, Series


class BurstTuning(RuleTuning):
    """Thresholds of a burst."""

    threshold_count: int = Field(10, ge=0, le=1_000_000, description="Trips above so many in five minutes.")
    recovers_after_minutes: int = Field(
        10, ge=10, le=1440, description="Recovered after so many minutes without one; never less than the trip sees."
    )


def burst(tuning: BurstTuning, metrics: Mapping[str, Metric], *, unit: str) -> Iterator[Condition]:
    """Trip and hold over the sum of counters.

    FILL gives each window a point, so that old events cannot keep the alarm up by CloudWatch's reaching back, and
    DynamoDB's ignoring of missing data has nothing to ignore. The trip looks at the last complete window too: counters
    come a minute or two late, and a lone newest window would never hold a full five minutes.
    """
    windows = windows_to_see(0)
    yield Condition(
        series=total(metrics, FIVE_MINUTES, label=unit),
        comparison=Comparison.GREATER,
        threshold=tuning.threshold_count,
        unit=unit,
        evaluation_periods=windows,
        datapoints_to_alarm=1,
        missing_data=MissingData.NOT_BREACHING,
        words=f"> {tuning.threshold_count:,} {unit}",
    )
    yield Condition(
        series=total(metrics, MINUTE, label=unit),
        comparison=Comparison.GREATER,
        threshold=0,
        unit=unit,
        evaluation_periods=max(tuning.recovers_after_minutes, windows * FIVE_MINUTES // MINUTE),
        datapoints_to_alarm=1,
        missing_data=MissingData.NOT_BREACHING,
        part=Part.HOLD,
        words=f"any {unit}",
    )


def total(metrics: Mapping[str, Metric], period: int, *, label: str) -> tuple[Series, ...]:
    """The sum of counters in each window, 0 where none of them has a point."""
    filled = " + ".join(f"FILL({name}, 0)" for name in metrics)
    return combine(filled, {name: metric.at(period=period) for name, metric in metrics.items()}, label=label)
