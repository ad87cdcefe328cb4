"""What a dead letter is: a queue's message, a failed stream batch or a failed invocation, in every form AWS sends.

=========================================  ==========================================================================
form                                       read as
=========================================  ==========================================================================
message in a queue's dead-letter queue     QueueLetter: the message, back to DeadLetterQueueSourceArn
on-failure record of a stream, to SQS/SNS  StreamLetter: metadata only; the records are still in the stream, for a time
on-failure object of a stream, in S3       InvocationLetter: metadata, and the whole event in `payload`
on-failure record of an asynchronous call  InvocationLetter: the event is in `requestPayload`
=========================================  ==========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

# SQS allows ten message attributes, and ours must be one of them.
MAX_ATTRIBUTES = 10
REDRIVES = "redrives"


class LetterError(ValueError):
    """A dead letter that can't be given back to anyone, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLetter:
    """A message, the queue it failed in, and how often it was given back before."""

    identity: str
    queue_arn: str
    body: str
    attributes: Mapping[str, Any]
    """In SendMessage's form, `redrives` included."""
    redrives: int
    campaign_id: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLetter:
    """A range of a shard that a function failed on."""

    function_arn: str
    stream_arn: str
    shard_id: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvocationLetter:
    """An event that a function failed on."""

    function_arn: str
    event: dict[str, Any]


Letter = QueueLetter | StreamLetter | InvocationLetter


def read_message(message: Mapping[str, Any]) -> Letter:
    """Read an SQS message as Lambda delivers it; raise LetterError."""
    body = message.get("body")
    if not isinstance(body, str):
        raise LetterError("message has no body")
    record = _json(body)
    if isinstance(record, dict) and record.get("Type") == "Notification":  # SNS in between, not raw
        record = _json(str(record.get("Message", "")))
    if isinstance(record, dict) and "requestContext" in record and "responseContext" in record:
        return read_record(record)
    attributes = message.get("attributes") or {}
    source = attributes.get("DeadLetterQueueSourceArn")
    if not source:
        raise LetterError("message names no source queue (DeadLetterQueueSourceArn)")
    own = {name: _attribute(value) for name, value in (message.get("messageAttributes") or {}).items()}
    count = own.get(REDRIVES, {}).get("StringValue", "0")
    redrives = int(count) if count.isdigit() else 0
    own[REDRIVES] = {"DataType": "Number", "StringValue": str(redrives + 1)}
    if len(own) > MAX_ATTRIBUTES:
        raise LetterError("message has ten attributes, no room to count redrives")
    group_id = attributes.get("MessageGroupId", "")
    identity = str(message.get("messageId"))
    return QueueLetter(
        identity=identity,
        queue_arn=source,
        body=body,
        attributes=own,
        redrives=redrives,
        group_id=group_id,
        campaign_id=str(record.get("campaignId", "")) if isinstance(record, dict) else "",
    )


def read_record(record: object) -> StreamLetter | InvocationLetter:
    """Read an on-failure record of Lambda; raise LetterError."""
    context = record.get("requestContext") if isinstance(record, dict) else None
    function_arn = context.get("functionArn") if isinstance(context, dict) else None
    if not isinstance(record, dict) or not isinstance(function_arn, str) or ":function:" not in function_arn:
        raise LetterError("not an on-failure record of Lambda: no requestContext.functionArn")
    event = record.get("requestPayload")
    if isinstance(record.get("payload"), str):
        event = _json(record["payload"])
    if isinstance(event, dict):
        return InvocationLetter(function_arn=function_arn, event=event)
    for name in ("KinesisBatchInfo", "DDBStreamBatchInfo"):
        if isinstance(info := record.get(name), dict):
            return _range(function_arn, info)
    raise LetterError("on-failure record has neither payload, requestPayload nor batch info")


def function_name(function_arn: str) -> str:
    """Return the name in a function's ARN, without version or alias."""
    return function_arn.split(":function:")[1].split(":")[0]


def _range(function_arn: str, info: Mapping[str, Any]) -> StreamLetter:
    names = ("streamArn", "shardId", "startSequenceNumber", "endSequenceNumber")
    if missing := [name for name in names if not isinstance(info.get(name), str)]:
        raise LetterError(f"batch info has no {', '.join(missing)}")
    stream_arn, shard_id, first, last = (str(info[name]) for name in names)
    return StreamLetter(function_arn=function_arn, stream_arn=stream_arn, shard_id=shard_id, first=first, last=last)


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a message attribute of Lambda's event into SendMessage's form."""
    kind = str(value.get("dataType", "String"))
    if kind.startswith("Binary"):
        return {"DataType": kind, "BinaryValue": value.get("binaryValue", "")}
    return {"DataType": kind, "StringValue": str(value.get("stringValue", ""))}


def _json(text: str) -> object:
    try:
        content: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return content
