"""What a Lambda invocation carries → payloads: SQS, SNS, SNS inside SQS, EventBridge or an alarm itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from workers.runtime.event_shape import EventRefusedError, records, source_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One payload. `id` is the SQS message's, empty where nothing can be asked to come again by itself.

    `problem` says why there is no payload.
    """

    id: str
    payload: Json
    problem: str = ""


def unpack(event: Json) -> list[Parcel]:
    """Return everything that the invocation carries, in order."""
    source = source_of(event)
    if source == "aws:sqs":
        return [_parcel(str(message["messageId"]), message.get("body")) for message in records(event, "aws:sqs")]
    if source == "aws:sns":
        return [_parcel("", record["Sns"].get("Message")) for record in records(event, "aws:sns")]
    return [Parcel(id="", payload=event)]


def _parcel(identity: str, text: object) -> Parcel:
    try:
        payload = _open(text)
        if payload.get("Type") == "Notification" and "Message" in payload:
            payload = _open(payload["Message"])
    except EventRefusedError as error:
        return Parcel(id=identity, payload={}, problem=str(error))
    return Parcel(id=identity, payload=payload)


def _open(text: object) -> Json:
    try:
        payload = orjson.loads(text if isinstance(text, str) else b"")
    except orjson.JSONDecodeError:
        raise EventRefusedError("the message is not JSON") from None
    if not isinstance(payload, dict):
        raise EventRefusedError("the message is no JSON object")
    return payload
