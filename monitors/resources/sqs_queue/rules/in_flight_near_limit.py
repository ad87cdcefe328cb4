"""sqs_queue.in_flight_near_limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.usage import UsageTuning, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.sqs_queue import metrics
from monitors.resources.sqs_queue.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class InFlightNearLimit(Rule[Spec, UsageTuning]):
    """Consumers hold nearly as many messages as SQS lets them.

    Watches: Messages received and not deleted, against the limit of 120,000 a queue: above 80 % for a quarter of an
    hour.
    Hurts: At the limit receives return nothing, and the queue stands still though messages wait.
    Wrong when: The limit was raised for this queue.
    First:
    - Do consumers delete what they have done? Compare received with deleted.
    - Is the visibility timeout far longer than the work takes? Failed messages then stay in flight for nothing.
    Then:
    - Mend the delete, or shorten the visibility timeout to six times the consumer's timeout.
    - Ask AWS for a higher limit if the work truly is that wide.
    Prevent:
    - Report failures by item, so that the rest of a batch is deleted.
    Form: Maximum rather than average: the limit is hit by the peak. A silent queue counts as 0.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"
    covers = ("AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName",)
    Tuning: ClassVar[type[RuleTuning]] = UsageTuning

    def conditions(self, watch: Watch[Spec, UsageTuning]) -> Iterator[Condition]:
        limit = metrics.IN_FLIGHT_LIMIT
        held = metrics.in_flight(watch.resource, FIVE_MINUTES)
        series = math(f"100 * FILL(held, 0) / {limit}", label=f"share of {limit:,} messages in flight", held=held)
        yield usage(watch.tuning, series, drawn_at=watch.tuning.threshold_percent * limit / 100)
