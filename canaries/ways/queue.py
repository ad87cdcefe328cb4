"""Sends the payload's messages to the real queue, with their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canaries.context import Context

RIGHTS = {"target": ("sqs:GetQueueUrl", "sqs:SendMessage")}


def enter(probe: Context) -> None:
    """One SendMessage a record of the payload."""
    target, client = probe.definition.target, probe.clients("sqs")
    url = client.get_queue_url(QueueName=probe.text(target.name if target else ""))["QueueUrl"]
    for record in probe.payload["Records"]:
        attributes = {
            name: {"DataType": attribute["dataType"], "StringValue": attribute["stringValue"]}
            for name, attribute in record.get("messageAttributes", {}).items()
        }
        client.send_message(QueueUrl=url, MessageBody=record["body"], MessageAttributes=attributes)


def clean(probe: Context) -> None:
    """A message is its consumer's to delete; one that fails ends in the dead letters, where redriving knows it."""
