"""Nothing came for so long: the one alarm for which missing data is the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import FIVE_MINUTES, MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import math
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from monitors.model.metric import Metric


class SilenceTuning(RuleTuning):
    """How long silence may last."""

    silent_minutes: int = Field(
        60, ge=10, le=1440, multiple_of=5, description="Trips after so many minutes with nothing, in steps of five."
    )


def silence(silent_minutes: int, metric: Metric, *, unit: str, words: str) -> Condition:
    """Every five-minute window of the time is empty. `metric` counts what should come (Sum or SampleCount).

    Many short windows, not one long: CloudWatch reaches two windows further back for points, so that one window of an
    hour would be noticed after three. FILL and `breaching` both say that nothing is bad news, and neither is leant on
    alone: what FILL does to a series without any point is undocumented. The warm-up keeps a deployment quiet.
    """
    return Condition(
        series=math("FILL(seen, 0)", label=unit, seen=metric.at(period=FIVE_MINUTES)),
        comparison=Comparison.LESS,
        threshold=1,
        unit=unit,
        evaluation_periods=silent_minutes * MINUTE // FIVE_MINUTES,
        datapoints_to_alarm=silent_minutes * MINUTE // FIVE_MINUTES,
        missing_data=MissingData.BREACHING,
        warm_up_minutes=silent_minutes,
        words=words,
        drawn_at=1,
    )
