"""The dead letters of an event: messages of SQS and SNS, and objects of S3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from botocore.exceptions import ClientError

from workers.redrive_dead_letters.logic import Letter, LetterError, read_message, read_record
from workers.redrive_dead_letters.redriving import Envelope
from workers.runtime.client import client
from workers.runtime.message_batch import sent_at

if TYPE_CHECKING:
    from workers.runtime.file_event import FileTask

Found = tuple["Letter | LetterError", Envelope]

# Attempts are forgotten when no retry of the same object can come any more.
ATTEMPT_SECONDS = 15 * 24 * 3600


def of_message(message: dict[str, Any]) -> Found:
    """Read an SQS message; SQS itself counts its attempts."""
    received = str((message.get("attributes") or {}).get("ApproximateReceiveCount", "1"))
    envelope = Envelope(
        identity=str(message.get("messageId")),
        source=str(message.get("eventSourceARN", "")),
        moment=sent_at(message),
        content=str(message.get("body")),
        attempt=int(received) if received.isdigit() else 1,
    )
    try:
        return read_message(message), envelope
    except LetterError as error:
        return error, envelope


def of_notification(record: dict[str, Any], table: str) -> Found:
    """Read an SNS record; its attempts are counted in the checkpoint table."""
    sns = record.get("Sns") or {}
    identity, content = str(sns.get("MessageId")), str(sns.get("Message"))
    source = str(sns.get("TopicArn", ""))
    return _counted(table, identity, source, datetime.now(UTC), content)


def of_object(task: FileTask, table: str) -> Found:
    """Read an on-failure object; its attempts are counted in the checkpoint table. botocore's errors pass through."""
    source = f"s3://{task.bucket}"
    try:
        reply = client("s3").get_object(Bucket=task.bucket, Key=task.key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        envelope = Envelope(identity=task.key, source=source, moment=datetime.now(UTC), content="", attempt=1)
        return LetterError("the object is gone"), envelope
    content = reply["Body"].read().decode("utf-8", "replace")
    return _counted(table, task.key, source, reply["LastModified"], content)


def _counted(table: str, identity: str, source: str, moment: datetime, content: str) -> Found:
    attempt = _count_attempt(table, f"{source}/{identity}")
    envelope = Envelope(identity=identity, source=source, moment=moment, content=content, attempt=attempt)
    try:
        return read_record(orjson.loads(content)), envelope
    except orjson.JSONDecodeError:
        return LetterError("not JSON"), envelope
    except LetterError as error:
        return error, envelope


def _count_attempt(table: str, name: str) -> int:
    expires = int(datetime.now(UTC).timestamp()) + ATTEMPT_SECONDS
    reply = client("dynamodb").update_item(
        TableName=table,
        Key={"PK": {"S": f"checkpoint:redrive:{name}"}, "SK": {"S": "attempts"}},
        UpdateExpression="ADD #attempts :one SET #expires = :expires",
        ExpressionAttributeNames={"#attempts": "attempts", "#expires": "expires_at"},
        ExpressionAttributeValues={":one": {"N": "1"}, ":expires": {"N": str(expires)}},
        ReturnValues="UPDATED_NEW",
    )
    return int(reply["Attributes"]["attempts"]["N"])
