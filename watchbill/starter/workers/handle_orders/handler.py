"""Reads orders from the queue and stores them. A message that fails is sent again, the others are not."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import boto3


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Lambda's entry: a batch of queue messages, each an order with an `id`."""
    failed = []
    for record in event["Records"]:
        try:
            store(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001 - one bad order must not hold up the others
            print(json.dumps({"level": "ERROR", "message": "order failed", "error": type(error).__name__}))
            failed.append({"itemIdentifier": record["messageId"]})
    stored = len(event["Records"]) - len(failed)
    print(json.dumps({"level": "INFO", "message": "batch stored", "count": {"out": stored, "failed": len(failed)}}))
    return {"batchItemFailures": failed}


def store(order: dict[str, Any]) -> None:
    """Write one order; writing it twice changes nothing."""
    table().put_item(Item={"PK": f"order:{order['id']}", "SK": "order", "body": json.dumps(order)})


@cache
def table() -> Any:
    """Made once for the life of the process."""
    return boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
