"""A message in a queue that nobody else reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing

HIDDEN_SECONDS = 2  # how long a look hides the messages of other runs


@dataclass(frozen=True, kw_only=True)
class MessageArrived(Check):
    """A message with the text came to the queue, and is taken out of it.

    For queues that are the canaries' own: where a function reads, the message would be gone. There, look for that
    function's log line.
    """

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "queue": ("sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage")
    }

    queue: Thing = setting("A queue that the function uses.", refers="queue")
    contains: str = setting("Text that the message's body holds; with the run's own word in it.")

    def before(self, probe: Context) -> str:
        return str(probe.clients("sqs").get_queue_url(QueueName=probe.text(self.queue.name))["QueueUrl"])

    def look(self, probe: Context, before: Any) -> Look:
        """Receive until the queue shows no more; others' messages become visible again soon."""
        client, text = probe.clients("sqs"), probe.text(self.contains)
        others = 0
        while True:
            reply = client.receive_message(
                QueueUrl=before, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS, WaitTimeSeconds=0
            )
            messages = reply.get("Messages", ())
            for message in messages:
                if text in message["Body"]:
                    client.delete_message(QueueUrl=before, ReceiptHandle=message["ReceiptHandle"])
                    return Look(holds=True, expected=f"a message with {text!r}", got="it")
            others += len(messages)
            if not messages:
                return Look(holds=False, expected=f"a message with {text!r}", got=f"{others} other messages")
