"""Invokes a function by hand, once, and says what became of it: answer, error, figures, end of the log."""

from __future__ import annotations

import base64
import json
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from watchbill.inspection.log_line import LogLine, read_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchbill.cloud.connection import Connection

TAIL_BYTES = 4_096
"""Lambda gives that much of the log's end; then its first line has lost its beginning."""
SPARE_SECONDS = 30.0
"""Beyond the function's timeout: a cold start, and the way there and back."""
FIGURES = {
    "durationMs": re.compile(r"\tDuration: ([\d.]+) ms"),
    "initDurationMs": re.compile(r"\tInit Duration: ([\d.]+) ms"),
    "maxMemoryUsedMB": re.compile(r"\tMax Memory Used: ([\d.]+) MB"),
    "memorySizeMB": re.compile(r"\tMemory Size: ([\d.]+) MB"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the function, or its runtime, said about its error."""

    type: str
    message: str
    stack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A finished one. `figures` are those of Lambda's report, empty where its log does not show it."""

    request_id: str
    seconds: float
    """From the call to its answer, as seen from here."""
    answer: Any
    failure: Failure | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()


def invoke(connection: Connection, name: str, payload: bytes, timeout_seconds: float) -> Invocation:
    """Run the function once and wait. Raises botocore's errors; a function that fails is no exception."""
    client = connection.patient("lambda", timeout_seconds + SPARE_SECONDS)
    begun = time.time()
    reply = client.invoke(FunctionName=name, Payload=payload, LogType="Tail")
    answer = read_answer(reply["Payload"].read())
    tail = base64.b64decode(reply.get("LogResult", ""))
    return Invocation(
        request_id=reply["ResponseMetadata"].get("RequestId", ""),
        seconds=time.time() - begun,
        answer=answer,
        failure=read_failure(answer) if reply.get("FunctionError") else None,
        figures=read_figures(tail.decode("utf-8", "replace")),
        log=tuple(read_tail(tail, int(begun * 1_000))),
    )


def read_answer(body: bytes) -> Any:
    """JSON, as every answer should be; else its text."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def read_failure(answer: Any) -> Failure:
    """Lambda's error object; whatever else came is the message."""
    if not isinstance(answer, dict):
        return Failure(type="Error", message=str(answer))
    lines = (line for part in answer.get("stackTrace") or () for line in str(part).rstrip().splitlines())
    return Failure(
        type=str(answer.get("errorType", "Error")),
        message=str(answer.get("errorMessage", "")),
        stack=tuple(lines),
    )


def read_tail(tail: bytes, moment: int) -> Iterator[LogLine]:
    """The end of the log. Lines of text, which carry no time of their own, get `moment`."""
    lines = tail.decode("utf-8", "replace").splitlines()
    for text in lines[1:] if len(tail) >= TAIL_BYTES else lines:
        if text.strip():
            yield read_event(_own_moment(text) or moment, text)


def read_figures(tail: str) -> dict[str, float]:
    """Duration and memory from the report, in JSON or in text."""
    for text in reversed(tail.splitlines()):
        if text.startswith("REPORT RequestId"):
            found = {name: pattern.search(text) for name, pattern in FIGURES.items()}
            return {name: float(match[1]) for name, match in found.items() if match}
        if '"platform.report"' in text and isinstance(body := _read(text), dict):
            metrics = body.get("record", {}).get("metrics", {})
            return {name: float(metrics[name]) for name in FIGURES if name in metrics}
    return {}


def _own_moment(text: str) -> int | None:
    body = _read(text) if text.startswith("{") else None
    written = (body.get("timestamp") or body.get("time")) if isinstance(body, dict) else None
    try:
        return int(datetime.fromisoformat(written).timestamp() * 1_000) if isinstance(written, str) else None
    except ValueError:
        return None


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
