"""Something waits too long in a queue. SQS says how long in seconds, and only while something waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import math

if TYPE_CHECKING:
    from monitors.model.metric import Metric


def waiting_too_long(age: Metric, seconds: int, *, words: str) -> Condition:
    """`age` by the minute, in seconds.

    An age is itself a duration, so three of five minutes are enough; all five would wait for the newest, still empty.
    """
    return Condition(
        series=math("FILL(age, 0)", label="age of the oldest message", age=age),
        comparison=Comparison.GREATER,
        threshold=seconds,
        unit="s",
        evaluation_periods=5,
        datapoints_to_alarm=3,
        missing_data=MissingData.NOT_BREACHING,
        words=words,
    )
