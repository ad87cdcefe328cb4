"""The same fault again and again: in so many separate minutes of a longer time. A lone slip is no news."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import MINUTE, PUBLISH_SECONDS
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from monitors.model.metric import Series


class RecurringTuning(RuleTuning):
    """How often, in what time."""

    threshold_count: int = Field(0, ge=0, le=1_000_000, description="A minute counts above so many.")
    bad_minutes: int = Field(2, ge=2, le=60, description="Trips when so many minutes count…")
    within_minutes: int = Field(15, ge=5, le=720, description="…of the last so many.")


def recurring(
    series: tuple[Series, ...],
    *,
    threshold: float,
    unit: str,
    bad_minutes: int,
    within_minutes: int,
    late_seconds: int = 0,
    words: str = "",
) -> Condition:
    """`series` returns minutes, gaps filled with the healthy value. `late_seconds` as in `windows_to_see`.

    Windows of a minute are cut alike at every evaluation. Two faults a minute apart lie in two windows of five minutes
    at one evaluation and in the same at the next: an alarm on two such windows would come and go.
    """
    return Condition(
        series=series,
        comparison=Comparison.GREATER,
        threshold=threshold,
        unit=unit,
        evaluation_periods=within_minutes + ceil((late_seconds + PUBLISH_SECONDS) / MINUTE),
        datapoints_to_alarm=bad_minutes,
        missing_data=MissingData.NOT_BREACHING,
        words=words,
    )
