"""S3's notifications to functions: moto says which object and which function, the event gets AWS's full form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.api.service import ACCOUNT
from watchbill.local.repair import delivery

if TYPE_CHECKING:
    from watchbill.local.running.asynchronous import AsyncQueue


class Notifications:
    """Hands S3's events to Lambda's queue, as S3 does: the writer waits for nothing."""

    def __init__(self, events: AsyncQueue) -> None:
        self._events = events

    def start(self) -> None:
        delivery.listen(self._put)

    def stop(self) -> None:
        delivery.listen(None)

    def _put(self, function_arn: str, event: dict[str, Any]) -> None:
        self._events.put(function_arn, {"Records": [_completed(record) for record in event["Records"]]})


def _completed(record: dict[str, Any]) -> dict[str, Any]:
    """What moto leaves out; the sequencer grows with time, by which consumers order events of a key."""
    bucket, entry = record["s3"]["bucket"], record["s3"]["object"]
    sequencer = f"{int(clock.current().now() * 1_000_000):018X}"
    return {
        **record,
        "eventTime": clock.iso(),
        "userIdentity": {"principalId": f"AWS:{ACCOUNT}"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": uuid.uuid4().hex[:16].upper(), "x-amz-id-2": uuid.uuid4().hex},
        "s3": {
            **record["s3"],
            "bucket": {**bucket, "ownerIdentity": {"principalId": ACCOUNT}},
            # S3 encodes a key as a form's value, but leaves its slashes.
            "object": {**entry, "key": entry["key"].replace("%2F", "/"), "sequencer": sequencer},
        },
    }
