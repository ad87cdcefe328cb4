"""Lambda's poller of an SQS queue: batches, batching window, concurrency, deletes, partial responses."""

from __future__ import annotations

import base64
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.running import peek
from watchbill.local.running.outcome import Outcome
from watchbill.local.running.poller.reply import failed_items
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.poller.mapping import Mapping
    from watchbill.local.running.work import Result

RECEIVE_MAX = 10
CONCURRENCY = 5  # batches in flight with which Lambda starts; it scales up by far more than one machine runs
EMPTY_PAUSE_SECONDS = 1.0  # a FIFO queue shows messages that it does not give: their group is in flight
_BYTES_MAX = 6_000_000


@dataclass(slots=True)
class _Gathering:
    """Messages received that wait for more of them, at most for the batching window."""

    since: float
    records: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0


class QueuePoller:
    """What fails, or is throttled, is left alone: its visibility timeout brings it back."""

    def __init__(self, cloud: EmbeddedCloud, mapping: Mapping) -> None:
        self.mapping = mapping
        self._region = cloud.region
        self._client = cloud.client("sqs")
        self._url = self._client.get_queue_url(QueueName=mapping.source_name)["QueueUrl"]
        self._gathering: _Gathering | None = None
        self._running = 0
        self._not_before = 0.0

    def jobs(self, now: float) -> Iterator[Job]:
        while self.mapping.enabled and self._running < (self.mapping.max_concurrency or CONCURRENCY):
            self._gather(now)
            if self._gathering is None or not self._is_ready(self._gathering, now):
                return
            records, self._gathering = self._gathering.records, None
            if not records:
                continue
            self._running += 1

            def done(result: Result, records: list[dict[str, Any]] = records) -> None:
                self._finish(records, result)

            yield Job(function=self.mapping.function_arn, event={"Records": records}, done=done)

    def due(self, now: float) -> float | None:
        if not self.mapping.enabled or self._running:
            return None
        ends = self._gathering.since + self.mapping.window if self._gathering else None
        visible = peek.visible_at(self._region, self.mapping.source_name)
        return earliest(ends, None if visible is None else max(visible, self._not_before))

    def _is_ready(self, gathering: _Gathering, now: float) -> bool:
        full = len(gathering.records) >= self.mapping.batch_size or gathering.size >= _BYTES_MAX
        return full or now >= gathering.since + self.mapping.window

    def _gather(self, now: float) -> None:
        """Receive until the batch is full or the queue gives no more."""
        while (visible := peek.visible_at(self._region, self.mapping.source_name)) is not None:
            have = len(self._gathering.records) if self._gathering else 0
            room = min(RECEIVE_MAX, self.mapping.batch_size - have)
            if visible > now or self._not_before > now or room <= 0:
                return
            messages = self._receive(room)
            if not messages:
                self._not_before = now + EMPTY_PAUSE_SECONDS
                return
            self._gathering = self._gathering or _Gathering(now)
            for message in messages:
                self._keep(self._gathering, message)

    def _receive(self, room: int) -> list[dict[str, Any]]:
        try:
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=room,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
                WaitTimeSeconds=0,
            )
        except ClientError:  # the queue is gone, its mapping not yet
            return []
        return list(answer.get("Messages", []))

    def _keep(self, gathering: _Gathering, message: dict[str, Any]) -> None:
        """What the filters refuse is deleted, as Lambda deletes it."""
        record = _record(message, self.mapping.source_arn, self._region)
        if self.mapping.accepts(record):
            gathering.records.append(record)
            gathering.size += len(message["Body"])
        else:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def _finish(self, records: list[dict[str, Any]], result: Result) -> None:
        self._running -= 1
        self._not_before = 0.0
        if not isinstance(result, Outcome) or result.error:
            return
        known = [record["messageId"] for record in records]
        failed = failed_items(result, known) if self.mapping.reports_failures else set()
        entries = [
            {"Id": str(index), "ReceiptHandle": record["receiptHandle"]}
            for index, record in enumerate(records)
            if record["messageId"] not in failed
        ]
        for start in range(0, len(entries), RECEIVE_MAX):
            part = entries[start : start + RECEIVE_MAX]
            with contextlib.suppress(ClientError):  # the queue may be gone by now
                self._client.delete_message_batch(QueueUrl=self._url, Entries=part)


def _record(message: dict[str, Any], arn: str, region: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {n: _attribute(v) for n, v in message.get("MessageAttributes", {}).items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        shown["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        shown["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return shown
