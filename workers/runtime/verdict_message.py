"""The message that asks verdictReporter to look at a campaign's counts.

Body: {"campaignId", "source", "look"}: who asked, and the how-manieth look this is (from 1). The traceparent
travels as a message attribute.
"""

from __future__ import annotations

import orjson

from workers.runtime.client import client


def send(queue_url: str, campaign_id: str, *, source: str, traceparent: str, delay_seconds: int, look: int = 1) -> str:
    """Send one message, first visible after `delay_seconds` (SQS allows 900); return its id.

    botocore's errors pass through.
    """
    body = {"campaignId": campaign_id, "source": source, "look": look}
    reply = client("sqs").send_message(
        QueueUrl=queue_url,
        MessageBody=orjson.dumps(body).decode(),
        DelaySeconds=max(0, min(900, delay_seconds)),
        MessageAttributes={"traceparent": {"DataType": "String", "StringValue": traceparent}},
    )
    return str(reply["MessageId"])
