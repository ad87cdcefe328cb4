"""Writes what a function printed to its log group, through PutLogEvents."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.sandbox import Line

_EVENTS_A_CALL = 10_000
_EVENT_BYTES = 262_118  # 256 KiB less the 26 bytes that CloudWatch adds; what is longer is cut


class LogGroups:
    """Makes log streams, and groups that nobody deployed, when they are first written to. Thread-safe."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self._client = cloud.client("logs")
        self._known: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def write(self, group: str, stream: str, lines: Iterable[Line]) -> None:
        """Append `lines`; blank ones are dropped, as CloudWatch drops them."""
        events: list[dict[str, Any]] = [
            {"timestamp": int(line.moment * 1000), "message": _cut(line.text)} for line in lines if line.text.strip()
        ]
        events.sort(key=lambda event: event["timestamp"])
        if not events:
            return
        self._open(group, stream)
        for start in range(0, len(events), _EVENTS_A_CALL):
            part = events[start : start + _EVENTS_A_CALL]
            self._client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=part)

    def _open(self, group: str, stream: str) -> None:
        with self._lock:
            if (group, stream) in self._known:
                return
            self._known.add((group, stream))
            self._create("create_log_group", logGroupName=group)
            self._create("create_log_stream", logGroupName=group, logStreamName=stream)

    def _create(self, call: str, **names: str) -> None:
        try:
            getattr(self._client, call)(**names)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise


def _cut(text: str) -> str:
    return text if len(text) <= _EVENT_BYTES // 4 else text.encode()[:_EVENT_BYTES].decode("utf-8", "ignore")
