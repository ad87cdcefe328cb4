"""One run of a handler in its environment: start it if it is cold, hand it the event, name what went wrong."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.running.outcome import PAYLOAD_LIMIT
from watchbill.local.running.report import Report
from watchbill.local.running.sandbox import Line, Reply, SandboxError, Stopwatch

if TYPE_CHECKING:
    from watchbill.local.running.function import Function
    from watchbill.local.running.pool import Environment

INIT_SECONDS = 10.0  # Lambda gives an environment so long to start


@dataclass(frozen=True, slots=True)
class Execution:
    """What came of it: the answer or error, the figures, and what the process printed."""

    reply: Reply
    report: Report
    lines: list[Line]


def execute(environment: Environment, event: bytes, request_id: str) -> Execution:
    """Run the handler once. A process that failed is dead afterwards; nothing is raised for what it does."""
    function, sandbox = environment.function, environment.sandbox
    init_seconds, watch = 0.0, Stopwatch(clock.current())
    memory_mb = 0
    try:
        if environment.is_cold:
            init_seconds = sandbox.initialise(max(INIT_SECONDS, function.timeout))
            watch = Stopwatch(clock.current())
        reply = sandbox.invoke(_headers(function, request_id, watch), event, watch, function.timeout)
        memory_mb = sandbox.peak_mb
        if len(reply.payload) > PAYLOAD_LIMIT:
            reply = Reply(_too_large(len(reply.payload)), "Function.ResponseSizeTooLarge")
    except SandboxError as error:
        memory_mb = function.memory_mb if error.kind == "Runtime.OutOfMemory" else sandbox.peak_mb
        sandbox.kill()
        reply = Reply(error.payload or _failed(error.kind, request_id, function.timeout), error.kind)
    report = Report(
        request_id=request_id,
        started=watch.started,
        duration_ms=max(min(watch.elapsed(), function.timeout) * 1000, 0.01),
        init_ms=init_seconds * 1000,
        memory_used_mb=min(max(1, memory_mb), function.memory_mb),
        status="timeout" if reply.error == "Sandbox.Timedout" else "error" if reply.error else "success",
        error_type=reply.error,
    )
    return Execution(reply, report, sandbox.take_lines())


def _headers(function: Function, request_id: str, watch: Stopwatch) -> dict[str, str]:
    deadline = int((watch.moment() + function.timeout) * 1000)
    root = f"1-{int(watch.started):08x}-{uuid.uuid4().hex[:24]}"
    return {
        "Lambda-Runtime-Aws-Request-Id": request_id,
        "Lambda-Runtime-Deadline-Ms": str(deadline),
        "Lambda-Runtime-Invoked-Function-Arn": function.arn,
        "Lambda-Runtime-Trace-Id": f"Root={root};Parent={uuid.uuid4().hex[:16]};Sampled=0",
    }


def _failed(kind: str, request_id: str, timeout: float) -> bytes:
    if kind == "Sandbox.Timedout":
        message = f"Task timed out after {timeout:.2f} seconds"
    elif kind == "Runtime.OutOfMemory":
        message = "Runtime exited with error: signal: killed"
    else:
        message = "Runtime exited without providing a reason"
    return json.dumps({"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}).encode()


def _too_large(size: int) -> bytes:
    limit = PAYLOAD_LIMIT + 100
    message = f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({limit} bytes)."
    return json.dumps({"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"}).encode()
