"""Close to a limit for a while: capacity warnings, in percent of the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import FIVE_MINUTES, MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import Series
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.metric import Metric


class UsageTuning(RuleTuning):
    """How close to the limit, and for how long."""

    threshold_percent: float = Field(80, gt=0, le=100, description="Trips above this share of the limit.")
    for_minutes: int = Field(
        15, ge=5, le=1440, multiple_of=5, description="…in all five-minute windows of so many minutes."
    )


LATE_WINDOWS = 1
"""Of five minutes: metrics by the minute leave the newest one incomplete."""
SLOW_LATE_WINDOWS = 2
"""For metrics that come every five minutes, and only when those are over."""


def usage(
    tuning: UsageTuning, series: tuple[Series, ...], *, drawn_at: float | None = None, late_windows: int = LATE_WINDOWS
) -> Condition:
    """`series` returns percent of the limit, at five minutes, gaps filled with 0.

    `late_windows` more than must breach: the newest are often not yet there, and N of N would come late or never.
    Without FILL, windows without points would be made up for by older ones, how far back AWS does not say: the alarm
    of something that stopped at its peak would end any time later.
    """
    needed = tuning.for_minutes * MINUTE // FIVE_MINUTES
    return Condition(
        series=series,
        comparison=Comparison.GREATER,
        threshold=tuning.threshold_percent,
        unit="%",
        evaluation_periods=needed + late_windows,
        datapoints_to_alarm=needed,
        missing_data=MissingData.NOT_BREACHING,
        drawn_at=drawn_at,
    )


def largest(expressions: Mapping[str, str], metrics: Mapping[str, Metric], *, label: str) -> tuple[Series, ...]:
    """The largest of several expressions over metrics, at each point: whichever limit is closest."""
    inputs = tuple(Series(id=name, metric=metric) for name, metric in metrics.items())
    parts = tuple(Series(id=name, expression=text) for name, text in expressions.items())
    return (
        *inputs,
        *parts,
        Series(id="largest", expression=f"MAX([{', '.join(expressions)}])", label=label, returns=True),
    )
