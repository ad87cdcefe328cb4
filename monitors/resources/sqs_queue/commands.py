"""Shell commands for looking into a queue. `aws` v2, real names, read-only unless marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.command import Command
from monitors.resources.sqs_queue import metrics
from monitors.shell import last_hour_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.sqs_queue.spec import Spec
    from monitors.scope import Scope

ATTRIBUTES = "ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed"


def commands(resource: Resource[Spec], scope: Scope) -> tuple[Command, ...]:
    """Depth, age of the oldest message, one message."""
    return tuple(_commands(resource, scope.service.region))


def _commands(queue: Resource[Spec], region: str) -> Iterator[Command]:
    # Asking for the address saves typing the account's number.
    url = f'"$(aws sqs get-queue-url --queue-name {queue.name} --query QueueUrl --output text --region {region})"'
    yield Command(
        title="How many messages wait, are in flight, are delayed",
        line=f"aws sqs get-queue-attributes --queue-url {url} --attribute-names {ATTRIBUTES} --region {region}",
        healthy="ApproximateNumberOfMessages near 0, or falling from one call to the next",
    )
    yield Command(
        title="How long the oldest message waits (s)",
        # The operations manual asks the queue for ApproximateAgeOfOldestMessage: that is a metric, no attribute.
        line=last_hour_of(metrics.metric(queue, "ApproximateAgeOfOldestMessage", "Maximum"), region),
        healthy="a Maximum of a few seconds; no points mean that nothing waits",
    )
    yield Command(
        title="Look at one message without deleting it",
        # Each receive counts towards max_receives: looking too often makes a dead letter.
        line=(
            f"aws sqs receive-message --queue-url {url} --max-number-of-messages 1 --visibility-timeout 0 "
            f"--attribute-names All --message-attribute-names All --region {region}"
        ),
        healthy="no output: nothing waits. Otherwise read Body and ApproximateReceiveCount",
        changes=True,
    )
