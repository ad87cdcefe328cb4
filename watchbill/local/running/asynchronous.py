"""Lambda's own queue of asynchronous invocations: two retries, a greatest age, destinations and dead letters."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local import clock
from watchbill.local.running.function import FunctionMissingError, split_name
from watchbill.local.running.invoker import NAMESPACE
from watchbill.local.running.outcome import Outcome, ThrottledError
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.destination import Destinations
    from watchbill.local.running.function import Functions
    from watchbill.local.running.recorder import Recorder
    from watchbill.local.running.work import Result

RETRY_SECONDS = (60.0, 120.0)  # after the first and the second error of the function
THROTTLE_SECONDS = (1.0, 300.0)  # the first pause after a throttle, doubling up to the second
MAX_AGE_SECONDS = 21_600.0
RETRIES = 2


@dataclass(slots=True)
class Entry:
    """One event that waits for its function. `due` is when it is tried next."""

    function: str
    event: Any
    request_id: str
    received: float
    due: float
    errors: int = 0
    throttles: int = 0
    running: bool = False


class AsyncQueue:
    """Takes events from any thread; the loop invokes them, in the order in which they are due."""

    def __init__(
        self, cloud: EmbeddedCloud, functions: Functions, destinations: Destinations, recorder: Recorder
    ) -> None:
        self._client = cloud.client("lambda")
        self._functions = functions
        self._destinations = destinations
        self._recorder = recorder
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def put(self, function: str, event: Any, request_id: str = "") -> str:
        """Accept an event. Returns its request id."""
        now = clock.current().now()
        entry = Entry(function, event, request_id or str(uuid.uuid4()), now, now)
        with self._lock:
            self._entries.append(entry)
        self._count(entry, "AsyncEventsReceived", 1, now)
        return entry.request_id

    def __len__(self) -> int:
        return len(self._entries)

    def jobs(self, now: float) -> Iterator[Job]:
        with self._lock:
            ready = sorted((e for e in self._entries if not e.running and e.due <= now), key=lambda entry: entry.due)
        for entry in ready:
            entry.running = True
            self._count(entry, "AsyncEventAge", (now - entry.received) * 1000, now, "Milliseconds")

            def done(result: Result, entry: Entry = entry) -> None:
                self._finish(entry, result)

            yield Job(function=entry.function, event=entry.event, request_id=entry.request_id, done=done)

    def due(self, now: float) -> float | None:
        with self._lock:
            return earliest(*(entry.due for entry in self._entries if not entry.running))

    def _finish(self, entry: Entry, result: Result) -> None:
        entry.running = False
        config = self._config(entry)
        now = clock.current().now()
        pause = self._pause(entry, result, int(config.get("MaximumRetryAttempts", RETRIES)))
        if pause is not None and now + pause <= entry.received + config.get(
            "MaximumEventAgeInSeconds", MAX_AGE_SECONDS
        ):
            entry.due = now + pause
            return
        with self._lock:
            self._entries.remove(entry)
        if isinstance(result, Outcome) and not result.error:
            self._send(entry, config, "OnSuccess", _record(entry, "Success", result))
            return
        condition = "RetriesExhausted" if pause is None else "EventAgeExceeded"
        self._count(entry, "AsyncEventsDropped", 1, now)
        self._send(entry, config, "OnFailure", _record(entry, condition, result))
        self._bury(entry, result)

    def _pause(self, entry: Entry, result: Result, retries: int) -> float | None:
        """Seconds until the next try; None when there is none. Only errors of the function use up retries."""
        if isinstance(result, (ThrottledError, FunctionMissingError)):
            entry.throttles += 1
            first, last = THROTTLE_SECONDS
            return float(min(last, first * 2 ** (entry.throttles - 1)))
        entry.errors += 1
        return RETRY_SECONDS[entry.errors - 1] if result.error and entry.errors <= retries else None

    def _send(self, entry: Entry, config: dict[str, Any], event: str, record: dict[str, Any]) -> None:
        arn = ((config.get("DestinationConfig") or {}).get(event) or {}).get("Destination")
        if not arn:
            return
        name, _ = split_name(entry.function)
        if not self._destinations.deliver(arn, record, folder=f"async/{name}"):
            self._count(entry, "DestinationDeliveryFailures", 1, clock.current().now())

    def _bury(self, entry: Entry, result: Result) -> None:
        """The function's dead-letter queue gets the event itself, and the error as attributes."""
        try:
            arn = self._functions.find(entry.function).dead_letters
        except FunctionMissingError:
            return
        text = result.payload.decode("utf-8", "replace")[:1024] if isinstance(result, Outcome) else str(result)
        code = "200" if isinstance(result, Outcome) else "429"
        attributes = {"RequestID": entry.request_id, "ErrorCode": code, "ErrorMessage": text}
        if arn and not self._destinations.deliver(arn, entry.event, folder="", attributes=attributes):
            self._count(entry, "DeadLetterErrors", 1, clock.current().now())

    def _config(self, entry: Entry) -> dict[str, Any]:
        name, _ = split_name(entry.function)
        try:
            return dict(self._client.get_function_event_invoke_config(FunctionName=name))
        except ClientError:
            return {}

    def _count(self, entry: Entry, name: str, value: float, moment: float, unit: str = "Count") -> None:
        function, _ = split_name(entry.function)
        self._recorder.add(NAMESPACE, name, value, {"FunctionName": function}, unit=unit, moment=moment)


def _record(entry: Entry, condition: str, result: Result) -> dict[str, Any]:
    """AWS's invocation record (Developer Guide, "Capturing records of Lambda asynchronous invocations")."""
    request: dict[str, Any] = {
        "requestId": entry.request_id,
        "functionArn": entry.function,
        "condition": condition,
        "approximateInvokeCount": entry.errors,
    }
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": clock.iso(),
        "requestContext": request,
        "requestPayload": entry.event,
    }
    if isinstance(result, Outcome):
        request["functionArn"] = _qualified(result)
        context = {"statusCode": 200, "executedVersion": result.function.version}
        record["responseContext"] = context | ({"functionError": result.error} if result.error else {})
        record["responsePayload"] = result.answer
    return record


def _qualified(result: Outcome) -> str:
    arn = result.function.arn
    return arn if arn.count(":") > 6 else f"{arn}:{result.function.version}"
