"""sqs_queue.nothing_sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.silence import SilenceTuning, silence
from monitors.model.alarm import Priority, Severity
from monitors.resources.sqs_queue import metrics
from monitors.resources.sqs_queue.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class NothingSentTuning(SilenceTuning):
    """Thresholds of sqs_queue.nothing_sent; off unless asked for."""

    enabled: bool = Field(False, description="Off by default; turn it on for queues that are never idle for long.")
    reason: str | None = Field(
        "An idle queue is normal for event-driven work; only queues with steady traffic should turn this on.",
        min_length=10,
        description="Why the rule is off or differs; shown in docs and plan.",
    )


class NothingSent(Rule[Spec, NothingSentTuning]):
    """Producers have stopped sending to the queue.

    Watches: NumberOfMessagesSent: none for an hour. Off unless turned on for a queue whose traffic never stops.
    Hurts: The consumer is fine and idle, every other alarm is green, and nothing is processed.
    Wrong when: There is nothing to send: nights, weekends, no campaign.
    First:
    - Look at the producers: are they invoked, do they fail, do their logs say that a message was sent?
    Then:
    - Mend the producer, then bring back what it should have sent from its input.
    Prevent:
    - Let a canary send through the whole path.
    Form: Sixty windows of a minute, missing data breaching: a queue idle for six hours emits nothing at all, which any
    other treatment would read as healthy.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"
    covers = ("AWS/SQS NumberOfMessagesSent QueueName",)
    Tuning: ClassVar[type[RuleTuning]] = NothingSentTuning

    def applies(self, watch: Watch[Spec, NothingSentTuning]) -> bool:
        return not metrics.is_dead_letter_queue(watch.resource, watch.scope)

    def conditions(self, watch: Watch[Spec, NothingSentTuning]) -> Iterator[Condition]:
        sent = metrics.metric(watch.resource, "NumberOfMessagesSent", "Sum")
        yield silence(watch.tuning.silent_minutes, sent, unit="messages", words="not one message sent")
