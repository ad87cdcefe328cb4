"""Something that should not happen at all happened: more than N (usually 0) in five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.burst import total
from monitors.forms.window import FIVE_MINUTES, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData, Part
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.metric import Metric


class EventTuning(RuleTuning):
    """Thresholds of events that should not happen."""

    threshold_count: int = Field(0, ge=0, le=1_000_000, description="Trips above so many in five minutes.")


def event(
    tuning: EventTuning, metrics: Mapping[str, Metric], *, unit: str, late_seconds: int = 0
) -> Iterator[Condition]:
    """The sum of counters in any window that can be seen, OK again when the last event has slid out of sight.

    A single event lies in some window however the minutes are cut; several are together in one minute's cut and apart
    in the next. So above 0 a hold over the whole time keeps one incident: a longer window loses them only once.
    """
    windows = windows_to_see(late_seconds)
    yield _condition(tuning, metrics, FIVE_MINUTES, windows, Part.TRIP, unit)
    if tuning.threshold_count > 0:
        yield _condition(tuning, metrics, windows * FIVE_MINUTES, 1, Part.HOLD, unit)


def _condition(
    tuning: EventTuning, metrics: Mapping[str, Metric], period: int, windows: int, part: Part, unit: str
) -> Condition:
    return Condition(
        series=total(metrics, period, label=unit),
        comparison=Comparison.GREATER,
        threshold=tuning.threshold_count,
        unit=unit,
        evaluation_periods=windows,
        datapoints_to_alarm=1,
        missing_data=MissingData.NOT_BREACHING,
        part=part,
        words=f"> {tuning.threshold_count:,} {unit}",
    )
