"""Nothing came for so long: the one alarm for which missing data is the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from monitors.forms.window import MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import single
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from monitors.model.metric import Metric


class SilenceTuning(RuleTuning):
    """How long silence may last."""

    silent_minutes: int = Field(60, ge=10, le=1440, description="Trips after so many minutes with nothing.")


def silence(silent_minutes: int, metric: Metric, *, unit: str, words: str) -> Condition:
    """Every minute of the time is empty. `metric` counts what should come (Sum or SampleCount).

    Many short windows, not one long: CloudWatch reaches two windows further back for points, so that one window of an
    hour would be noticed after three; sixty of a minute are noticed after 61 to 64, however far it reaches. No FILL:
    it would make every window look full, and a full window ends the warm-up that keeps a deployment quiet.
    """
    return Condition(
        series=single(metric.at(period=MINUTE), id="seen", label=unit),
        comparison=Comparison.LESS,
        threshold=1,
        unit=unit,
        evaluation_periods=silent_minutes,
        datapoints_to_alarm=silent_minutes,
        missing_data=MissingData.BREACHING,
        warm_up_minutes=silent_minutes,
        words=words,
        drawn_at=1,
    )
