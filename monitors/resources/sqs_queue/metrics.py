"""The AWS/SQS metrics of one queue.

Counts are approximate, ages in seconds. A queue is silent once it has been empty and unused for six hours, and takes up
to fifteen minutes to speak again.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.sqs_queue.spec import Spec
    from monitors.scope import Scope

NAMESPACE = "AWS/SQS"
IN_FLIGHT_LIMIT = 120_000
"""Standard and FIFO queues alike, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html"""


def metric(queue: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """Any AWS/SQS metric by QueueName."""
    return by_name(queue.name, name, statistic, period)


def by_name(queue_name: str, name: str, statistic: str, period: int = 60) -> Metric:
    """The same for a queue that is known by its physical name only."""
    return Metric(
        namespace=NAMESPACE,
        name=name,
        dimensions=dimensions(QueueName=queue_name),
        statistic=statistic,
        period=period,
    )


def visible(queue: Resource[Spec], period: int = 60) -> Metric:
    """Messages that wait."""
    return metric(queue, "ApproximateNumberOfMessagesVisible", "Maximum", period)


def in_flight(queue: Resource[Spec], period: int = 60) -> Metric:
    """Messages received and not yet deleted."""
    return metric(queue, "ApproximateNumberOfMessagesNotVisible", "Maximum", period)


def is_dead_letter_queue(queue: Resource[Spec], scope: Scope) -> bool:
    """Whether another queue of the spec sends its dead letters here."""
    return bool(scope.sources.get(queue.id))
