"""Which objects an event is about: S3's notification, EventBridge's, or a function's own continuation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from workers.runtime.event_shape import EventRefusedError, records

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTask:
    """One object to work through; `continuation` counts the invocations that went before."""

    bucket: str
    key: str
    continuation: int = 0


def tasks(event: object) -> list[FileTask]:
    """Read an event; raise EventRefusedError for any other shape. Keys in S3's own records are URL-encoded."""
    if isinstance(event, dict) and isinstance(event.get("continuation"), dict):
        own = event["continuation"]
        return [_task(own.get("bucket"), own.get("key"), own.get("number", 0))]
    if isinstance(event, dict) and event.get("source") == "aws.s3":
        detail = _part(event, "detail")
        return [_task(_part(detail, "bucket").get("name"), _part(detail, "object").get("key"))]
    found = []
    for record in records(event, "aws:s3"):
        if not str(record.get("eventName", "")).startswith("ObjectCreated"):
            raise EventRefusedError(f"expected ObjectCreated, got {record.get('eventName')}")
        s3 = _part(record, "s3")
        key = _part(s3, "object").get("key")
        found.append(_task(_part(s3, "bucket").get("name"), unquote_plus(key) if isinstance(key, str) else key))
    return found


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    if not isinstance(part, dict):
        raise EventRefusedError(f"expected {name} in an S3 record")
    return part


def _task(bucket: object, key: object, continuation: object = 0) -> FileTask:
    if not (isinstance(bucket, str) and bucket and isinstance(key, str) and key and isinstance(continuation, int)):
        raise EventRefusedError("expected a bucket's name and an object's key")
    return FileTask(bucket=bucket, key=key, continuation=continuation)
