"""What a log event says: level, message and fields, from JSON lines, EMF, Lambda's platform events and plain text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

ERRORS = ("ERROR", "CRITICAL", "FATAL")
PLATFORM, METRIC, TEXT = "PLATFORM", "METRIC", ""
"""Levels of lines that have none of their own."""
IDENTITY = frozenset({
    "timestamp", "time", "level", "message", "msg", "location", "service", "function", "function_name", "functionName",
    "function_arn", "function_memory_size", "function_request_id", "requestId", "AWSRequestId", "cold_start",
    "xray_trace_id", "sampling_rate", "exception_name", "errorType",
})  # fmt: skip
"""Fields that every line repeats; who looks at one function's log knows them."""
STACKS = ("exception", "stack_trace", "stackTrace")
"""What shows where an exception came from: powertools' text before its structure, then the runtime's."""
_LEVEL = re.compile(r"(?:^\[?|\t)(DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b")
_REQUEST = re.compile(r"(?:RequestId: |\t)([0-9a-f]{8}-[0-9a-f-]{27})\b")
_FAILED = re.compile(
    r"Task timed out after|Status: (?:error|timeout)|Traceback \(most recent call last\)|^RequestId: .* Error: "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One event. `moment` is in milliseconds since the epoch; `fields` are flat, with dots; `stack` has its lines."""

    moment: int
    message: str
    level: str = TEXT
    request_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    stack: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """An error in the function's words, the runtime's, or a report of an invocation that did not succeed."""
        return self.level in ERRORS


def read_event(moment: int, text: str) -> LogLine:
    """Never fails: what is no JSON object is a line of text."""
    text = text.rstrip()
    try:
        body = json.loads(text) if text.startswith("{") else None
        return _structured(moment, body) if isinstance(body, dict) else _plain(moment, text)
    except (ValueError, RecursionError):
        return _plain(moment, text)


def _structured(moment: int, body: dict[str, Any]) -> LogLine:
    if str(body.get("type", "")).startswith("platform."):
        return _platform(moment, body)
    if isinstance(body.get("_aws"), dict):
        return _metric(moment, body)
    return _own(moment, body)


def _plain(moment: int, text: str) -> LogLine:
    level = _LEVEL.search(text)
    request = _REQUEST.search(text)
    failed = _FAILED.search(text) is not None
    return LogLine(
        moment=moment,
        message=text.replace("\t", "  "),
        level="ERROR" if failed else _word(level[1]) if level else TEXT,
        request_id=request[1] if request else "",
    )


def _platform(moment: int, body: dict[str, Any]) -> LogLine:
    """`platform.report` and its like. An invocation that did not succeed is an error."""
    found = body.get("record")
    record: dict[str, Any] = found if isinstance(found, dict) else {}
    status = record.get("status", "success")
    fields = flatten({name: value for name, value in record.items() if name not in ("requestId", "tracing", "spans")})
    return LogLine(
        moment=moment,
        message=str(body["type"]),
        level=PLATFORM if status == "success" else "ERROR",
        request_id=str(record.get("requestId", "")),
        fields={name.removeprefix("metrics."): value for name, value in fields.items()},
    )


def _metric(moment: int, body: dict[str, Any]) -> LogLine:
    """Embedded metrics: their namespace, names and values."""
    found = body["_aws"].get("CloudWatchMetrics")
    directives = found if isinstance(found, list) else []
    namespaces = dict.fromkeys(str(one.get("Namespace")) for one in directives if isinstance(one, dict))
    fields = {name: value for name, value in body.items() if name not in ("_aws", "FunctionName", "service")}
    fields = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in fields.items()
    }
    stamp = body["_aws"].get("Timestamp")
    own = stamp if isinstance(stamp, int) else moment
    return LogLine(moment=own, message=", ".join(namespaces), level=METRIC, fields=flatten(fields))


def _own(moment: int, body: dict[str, Any]) -> LogLine:
    """A line of the function's own logger, or the runtime's about an exception that nobody caught."""
    message = body.get("message", body.get("msg", ""))
    if not message and "errorMessage" in body:
        message = f"{body.get('errorType', 'Error')}: {body.pop('errorMessage')}"
    stack = next(filter(None, (_lines(body.get(name)) for name in STACKS)), ())
    shown = {name: value for name, value in body.items() if name not in IDENTITY and name not in STACKS}
    if isinstance(message, dict):  # a logger that was given an object
        shown |= message
        message = ""
    request = next((body[name] for name in ("function_request_id", "requestId", "AWSRequestId") if body.get(name)), "")
    return LogLine(
        moment=moment,
        message=str(message),
        level=_word(str(body.get("level", ""))),
        request_id=str(request),
        fields=flatten(shown),
        stack=stack,
    )


def _word(level: str) -> str:
    return {"WARNING": "WARN"}.get(level.upper(), level.upper())


def _lines(stack: Any) -> tuple[str, ...]:
    """A stack trace as one text or a list of texts; powertools' structure has its text beside it."""
    if isinstance(stack, str):
        return tuple(stack.rstrip().splitlines())
    if isinstance(stack, list):
        return tuple(line for part in stack for line in str(part).rstrip().splitlines())
    return ()


def flatten(body: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """{"count": {"in": 3}} → {"count.in": 3}, as Logs Insights names fields. Empty objects vanish."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat
