"""Events as Lambda sends them."""

from __future__ import annotations

import base64
import json
from typing import Any

STREAM_ARN = "arn:aws:kinesis:us-east-1:123456789012:stream/scores"
TABLE_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/demand/stream/2026-01-01T00:00:00.000"
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:verdicts"


def score(member: str = "fan-1", version: int = 1, **changes: Any) -> dict[str, Any]:
    """A score record's JSON."""
    body = {"campaignId": "12345", "memberId": member, "score": 0.5, "rank": 1, "verdict": "verified"}
    return {**body, "version": version, **changes}


def kinesis(*records: dict[str, Any] | bytes) -> dict[str, Any]:
    """A Kinesis event: dicts as JSON, bytes as they are; sequence numbers from 100."""
    return {
        "Records": [
            {
                "kinesis": {
                    "partitionKey": "p",
                    "sequenceNumber": str(100 + n),
                    "data": base64.b64encode(r if isinstance(r, bytes) else json.dumps(r).encode()).decode(),
                    "approximateArrivalTimestamp": 1_767_225_600.0,
                },
                "eventSource": "aws:kinesis",
                "eventID": f"shardId-000000000000:{100 + n}",
                "eventSourceARN": STREAM_ARN,
            }
            for n, r in enumerate(records)
        ]
    }


def sqs(*bodies: dict[str, Any] | str, **attributes: str) -> dict[str, Any]:
    """An SQS event, with message ids m0, m1, …"""
    return {
        "Records": [
            {
                "messageId": f"m{n}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1767225600000", **attributes},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": QUEUE_ARN,
            }
            for n, body in enumerate(bodies)
        ]
    }


def change(
    sequence: int, member: str, old: str | None, new: str | None, campaign: str = "12345", sort: str = ""
) -> dict[str, Any]:
    """A record of the demand table's stream: a verdict that came, changed or went."""
    key = {"PK": {"S": f"campaign:{campaign}"}, "SK": {"S": sort or f"score:{member}"}}
    images = {
        name: {**key, "verdict": {"S": verdict}, "version": {"N": str(sequence)}}
        for name, verdict in (("OldImage", old), ("NewImage", new))
        if verdict
    }
    kind = "MODIFY" if old and new else "INSERT" if new else "REMOVE"
    return {
        "eventID": f"event-{sequence}",
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "eventSourceARN": TABLE_ARN,
        "dynamodb": {
            "Keys": key,
            **images,
            "SequenceNumber": str(10**20 + sequence),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "ApproximateCreationDateTime": 1_767_225_600.0,
        },
    }
