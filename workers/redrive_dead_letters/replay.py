"""Gives dead letters back: a message to its queue, an event to the function that failed on it.

A failed batch goes to its function, not to its stream: a DynamoDB stream takes no records, and the Kinesis stream's
other consumers have had theirs. A batch that fails again is cut in halves to find the records at fault.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.redrive_dead_letters.logic import QueueLetter
    from workers.runtime.deadline import Deadline

Json = dict[str, Any]

# Lambda takes 6 MB synchronously; the rest is room for the envelope.
MAX_PAYLOAD_BYTES = 5_500_000
# Enough to find several bad records among thousands; a function that fails on everything is not hammered.
MAX_CALLS = 40


def to_queue(letter: QueueLetter) -> None:
    """Send a message to the queue it failed in, one redrive further; botocore's errors pass through."""
    name, account = letter.queue_arn.split(":")[-1], letter.queue_arn.split(":")[-2]
    queue_url = client("sqs").get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
    attributes = {
        key: {**value, "BinaryValue": base64.b64decode(value["BinaryValue"])} if "BinaryValue" in value else value
        for key, value in letter.attributes.items()
    }
    fifo: Json = {"MessageGroupId": letter.group_id} if letter.group_id else {}
    if name.endswith(".fifo"):
        # Content-based deduplication would swallow the repeat within five minutes.
        fifo["MessageDeduplicationId"] = f"redrive-{letter.redrives + 1}-{letter.identity}"
    client("sqs").send_message(QueueUrl=queue_url, MessageBody=letter.body, MessageAttributes=attributes, **fifo)


@dataclass(slots=True)
class Replay:
    """Replays events to one function, synchronously."""

    function_arn: str
    deadline: Deadline
    calls: int = 0
    cause: str = ""
    """What the last failure was."""

    def event(self, event: Json) -> bool:
        """Invoke the function with a whole event; tell whether it succeeded."""
        return self._invoke(event) is None

    def records(self, event: Json, records: Sequence[Json]) -> list[Json]:
        """Invoke the function with `records` in the event's frame; return those it still fails on."""
        if self.deadline.near() or self.calls >= MAX_CALLS:
            self.cause = self.cause or "no time left"
            return list(records)
        too_large = len(orjson.dumps(records)) > MAX_PAYLOAD_BYTES
        failed_at = 0 if too_large else self._invoke({**event, "Records": list(records)})
        if failed_at is None:
            return []
        if failed_at:
            return self.records(event, records[failed_at:])
        if len(records) == 1:
            self.cause = "record is too large" if too_large else self.cause
            return list(records)
        middle = len(records) // 2
        return self.records(event, records[:middle]) + self.records(event, records[middle:])

    def _invoke(self, event: Json) -> int | None:
        """Return None for success, else the index of the first record that failed (0 when all did)."""
        self.calls += 1
        reply = client("lambda").invoke(
            FunctionName=self.function_arn, InvocationType="RequestResponse", Payload=orjson.dumps(event)
        )
        content = reply["Payload"].read()
        if reply.get("FunctionError"):
            self.cause = f"function failed: {_error_type(content)}"
            return 0
        answer = _object(content)
        failures = answer.get("batchItemFailures") if answer else None
        if not failures:
            return None
        self.cause = "function reported failed records"
        identities = {failure.get("itemIdentifier") for failure in failures if isinstance(failure, dict)}
        return next((at for at, record in enumerate(event["Records"]) if identity(record) in identities), 0)


def identity(record: Json) -> str:
    """Return a record's item identifier: its sequence number, or message id."""
    if "kinesis" in record:
        return str(record["kinesis"]["sequenceNumber"])
    if "dynamodb" in record:
        return str(record["dynamodb"]["SequenceNumber"])
    return str(record.get("messageId", ""))


def _object(content: bytes) -> Json | None:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _error_type(content: bytes) -> str:
    answer = _object(content)
    return str(answer.get("errorType", "unknown")) if answer else "unknown"
