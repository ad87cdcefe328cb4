"""sqs_queue.oldest_message_too_old."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.waiting import waiting_too_long
from monitors.forms.window import MINUTE
from monitors.model.alarm import Priority, Severity
from monitors.resources.sqs_queue import metrics
from monitors.resources.sqs_queue.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning
from monitors.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch


class OldestMessageTuning(RuleTuning):
    """Thresholds of sqs_queue.oldest_message_too_old."""

    threshold_minutes: int = Field(15, ge=1, le=20_160, description="Trips when a message has waited longer.")


class OldestMessageTooOld(Rule[Spec, OldestMessageTuning]):
    """Messages wait too long in the queue.

    Watches: ApproximateAgeOfOldestMessage above fifteen minutes. Dead-letter queues are left to dead_letters_waiting.
    Hurts: The verdict, or whatever the messages announce, is late by as much; users ask where it is.
    Wrong when: Messages are delayed on purpose, or the consumer was switched off for maintenance.
    First:
    - Is the consumer invoked? Look at its invocations, then at its event source mapping: enabled, last result OK?
    - Does it fail? Its error query says why; a failing message comes back after the visibility timeout.
    - Does it run but end without a post? Equal counts are skipped: that is no fault, and the message is deleted.
    Then:
    - Mapping disabled: enable it. Slack refuses: check the token and the channel's permissions.
    - No message at all for a campaign: look in loadScoresToStream's and saveFanlistScores' logs for the send.
    - To post at once, invoke verdictReporter by hand with a message that names the campaign.
    Prevent:
    - Keep the visibility timeout at six times the consumer's timeout.
    - Check the Slack token with the canary, not with the first real verdict.
    Form: The age is in seconds and exists only while messages wait: gaps are filled with 0, and three of five minutes
    must be above, as the newest come late. SQS leaves messages out that were received three times without being
    deleted; those show as dead letters.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/approximate-age-of-oldest-message.html"
    covers = ("AWS/SQS ApproximateAgeOfOldestMessage QueueName",)
    Tuning: ClassVar[type[RuleTuning]] = OldestMessageTuning

    def applies(self, watch: Watch[Spec, OldestMessageTuning]) -> bool:
        return not metrics.is_dead_letter_queue(watch.resource, watch.scope)

    def conditions(self, watch: Watch[Spec, OldestMessageTuning]) -> Iterator[Condition]:
        seconds = watch.tuning.threshold_minutes * MINUTE
        age = metrics.metric(watch.resource, "ApproximateAgeOfOldestMessage", "Maximum")
        yield waiting_too_long(age, seconds, words=f"oldest message waits > {span(seconds)}")
