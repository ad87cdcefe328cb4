"""sqs_queue.depth_growing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.window import FIVE_MINUTES, MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.model.metric import math
from monitors.resources.sqs_queue import metrics
from monitors.resources.sqs_queue.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class DepthGrowingTuning(RuleTuning):
    """Thresholds of sqs_queue.depth_growing."""

    threshold_messages: int = Field(100, ge=0, le=1_000_000_000, description="Trips above so many visible messages…")
    for_minutes: int = Field(25, ge=10, le=1430, multiple_of=5, description="…that have grown for so many minutes.")


class DepthGrowing(Rule[Spec, DepthGrowingTuning]):
    """The queue grows and its consumer does not keep up.

    Watches: ApproximateNumberOfMessagesVisible: above 100 and higher than five minutes before, in five of the last six
    five-minute windows.
    Hurts: The longer it grows, the longer the last message waits; a burst that drains is left alone.
    Wrong when: A large load is queued at once and the consumer is known to need an hour for it.
    First:
    - Compare messages sent with messages deleted: is more coming in, or less going out?
    - Look at the consumer's errors, throttles and duration.
    Then:
    - Consumer fails: mend it; messages are kept for the retention of the queue.
    - Consumer is too slow: raise its concurrency or batch size, or make each message cheaper.
    - Too much comes in: find the producer that repeats itself.
    Prevent:
    - Size the consumer for the biggest campaign, and test it so.
    Form: CloudWatch has no operator for "grows": each window is 1 when the depth is above the floor and above the
    window before, else 0. Counts are approximate, so one window of six may dip; an idle queue is silent and counts as
    0. The oldest window that CloudWatch fetches has none before it: should it fetch no more than six, one dip would end
    the alarm.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"
    covers = ("AWS/SQS ApproximateNumberOfMessagesVisible QueueName",)
    Tuning: ClassVar[type[RuleTuning]] = DepthGrowingTuning

    def applies(self, watch: Watch[Spec, DepthGrowingTuning]) -> bool:
        return not metrics.is_dead_letter_queue(watch.resource, watch.scope)

    def conditions(self, watch: Watch[Spec, DepthGrowingTuning]) -> Iterator[Condition]:
        floor, windows = watch.tuning.threshold_messages, watch.tuning.for_minutes * MINUTE // FIVE_MINUTES
        yield Condition(
            series=math(
                f"IF(FILL(depth, 0) > {floor} AND FILL(DIFF(depth), 0) > 0, 1, 0)",
                label="depth grows",
                depth=metrics.visible(watch.resource, FIVE_MINUTES),
            ),
            comparison=Comparison.GREATER_OR_EQUAL,
            threshold=1,
            unit="messages",
            evaluation_periods=windows + 1,
            datapoints_to_alarm=windows,
            missing_data=MissingData.NOT_BREACHING,
            words=f"> {floor:,} messages wait, and more than five minutes before",
            drawn_at=floor,
        )
