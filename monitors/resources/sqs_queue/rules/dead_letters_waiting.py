"""sqs_queue.dead_letters_waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.event import EventTuning, event
from monitors.model.alarm import Priority, Severity
from monitors.resources.sqs_queue import metrics
from monitors.resources.sqs_queue.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class DeadLettersWaiting(Rule[Spec, EventTuning]):
    """Messages have been given up and lie in the dead-letter queue.

    Watches: Messages visible in the dead-letter queue, being received from it, or in flight there: any at all. It
    recovers when the queue is empty and nothing passes through.
    Hurts: What these messages announced has not happened: a verdict was not posted, a batch not processed.
    Wrong when: Somebody moves messages there by hand to look at them.
    First:
    - Receive one message without deleting it, and read what it is and how often it was received.
    - Find its id in the consumer's error log: that is the cause.
    Then:
    - Mend the cause first, then redrive: redriveDeadLetters brings messages back a bounded number of times.
    - What is parked in the bucket after that is poison: read its cause, decide, delete or repair it.
    Prevent:
    - Tell a message that can never work from one that failed for now, and park the former at once.
    Form: The depth alone misses letters that a redrive function fetches within seconds, and NumberOfMessagesSent does
    not count what SQS moves here itself. So visible, received and in flight are added, gaps filled with 0.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html"
    covers = ("AWS/SQS ApproximateNumberOfMessagesVisible QueueName",)
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def applies(self, watch: Watch[Spec, EventTuning]) -> bool:
        return metrics.is_dead_letter_queue(watch.resource, watch.scope)

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        queue = watch.resource
        letters = {
            "visible": metrics.visible(queue),
            "received": metrics.metric(queue, "NumberOfMessagesReceived", "Sum"),
            "in_flight": metrics.in_flight(queue),
        }
        yield from event(watch.tuning, letters, unit="messages")
