"""Above a threshold in each of so many minutes: what is normal for a moment and a fault when it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import MINUTE, PUBLISH_SECONDS
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from monitors.model.metric import Series

LATE_MINUTES = PUBLISH_SECONDS // MINUTE


class LastingTuning(RuleTuning):
    """How long a fault must last. Rules add its threshold."""

    for_minutes: int = Field(5, ge=1, le=1400, description="…in so many of the last minutes.")


class LastingCountTuning(LastingTuning):
    """A count that lasts."""

    threshold_count: int = Field(0, ge=0, le=1_000_000, description="Trips above so many a minute…")


class LastingShareTuning(LastingTuning):
    """A share that lasts."""

    threshold_percent: float = Field(5, gt=0, lt=100, description="Trips above this share…")


def sustained(
    for_minutes: int, series: tuple[Series, ...], *, threshold: float, unit: str, late_minutes: int = LATE_MINUTES
) -> Condition:
    """`series` returns minutes, gaps filled with the healthy value.

    The newest minutes are filled before their points come, so `late_minutes` more are looked at than must breach: N of
    N would never fire.
    """
    return Condition(
        series=series,
        comparison=Comparison.GREATER,
        threshold=threshold,
        unit=unit,
        evaluation_periods=for_minutes + late_minutes,
        datapoints_to_alarm=for_minutes,
        missing_data=MissingData.NOT_BREACHING,
    )
