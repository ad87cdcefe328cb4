"""Invokes a function once: admission, environment, deadline, error, logs and AWS/Lambda metrics."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.running.log_group import LogGroups
from watchbill.local.running.outcome import PAYLOAD_LIMIT, Outcome, ThrottledError
from watchbill.local.running.pool import Environment, Pool
from watchbill.local.running.report import Report, closing, opening
from watchbill.local.running.sandbox import Reply, SandboxError, Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.concurrency import Concurrency
    from watchbill.local.running.function import Function, Functions
    from watchbill.local.running.recorder import Recorder

NAMESPACE = "AWS/Lambda"
INIT_SECONDS = 10.0  # Lambda gives an environment so long to start
_TAIL_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to run a function once; what it is given by must end in `Invoker.run` or `Invoker.release`."""

    function: Function
    running: int
    running_in_all: int


class Invoker:
    """Thread-safe. `admit` decides at once, in the caller's order; `run` takes as long as the function."""

    def __init__(
        self, cloud: EmbeddedCloud, functions: Functions, recorder: Recorder, concurrency: Concurrency
    ) -> None:
        self._functions = functions
        self._recorder = recorder
        self._concurrency = concurrency
        self._pool = Pool(cloud)
        self._logs = LogGroups(cloud)

    def invoke(self, name: str, event: bytes, qualifier: str = "") -> Outcome:
        """Admit and run. Raises FunctionMissingError and ThrottledError."""
        return self.run(self.admit(name, qualifier), event)

    def admit(self, name: str, qualifier: str = "") -> Admission:
        """Count an invocation in. Raises FunctionMissingError and ThrottledError, which is counted too."""
        function = self._functions.find(name, qualifier)
        try:
            running, in_all = self._concurrency.enter(function)
        except ThrottledError:
            self._record(function, "Throttles", 1, clock.current().now())
            raise
        return Admission(function, running, in_all)

    def release(self, admission: Admission) -> None:
        """Give an admission back that is not used."""
        self._concurrency.leave(admission.function)

    def run(self, admission: Admission, event: bytes, request_id: str = "") -> Outcome:
        """Run the handler once on an admitted invocation, whatever becomes of it."""
        try:
            environment = self._pool.take(admission.function)
            try:
                outcome = self._run(environment, event, request_id or str(uuid.uuid4()))
            finally:
                self._pool.give_back(environment)
        finally:
            self._concurrency.leave(admission.function)
        self._measure(admission, outcome)
        return outcome

    def crash(self, name: str) -> int:
        """See Pool.crash."""
        return self._pool.crash(name)

    def forget(self) -> None:
        """End warm environments, and look up log streams again."""
        self._pool.clear()
        self._logs.forget()

    def _run(self, environment: Environment, event: bytes, request_id: str) -> Outcome:
        function, sandbox = environment.function, environment.sandbox
        init_seconds = 0.0
        failure: SandboxError | None = None
        try:
            if environment.is_cold:
                init_seconds = sandbox.initialise(max(INIT_SECONDS, function.timeout))
        except SandboxError as error:
            failure = error
        watch = Stopwatch(clock.current())
        reply = Reply(failure.payload, failure.kind) if failure else Reply(b"")
        if failure is None:
            try:
                reply = sandbox.invoke(_headers(function, request_id, watch), event, watch, function.timeout)
            except SandboxError as error:
                failure = error
        seconds = min(watch.elapsed(), function.timeout)
        memory = min(sandbox.peak_mb, function.memory_mb) or 1
        if failure is not None:
            sandbox.kill()
            memory = function.memory_mb if failure.kind == "Runtime.OutOfMemory" else memory
            reply = Reply(failure.payload or _failed(failure.kind, request_id, function.timeout), failure.kind)
        elif len(reply.payload) > PAYLOAD_LIMIT:
            reply = Reply(_too_large(len(reply.payload)), "Function.ResponseSizeTooLarge")
        report = Report(
            request_id=request_id,
            started=watch.started,
            duration_ms=max(seconds * 1000, 0.01),
            init_ms=init_seconds * 1000,
            memory_used_mb=memory,
            status="timeout" if reply.error == "Sandbox.Timedout" else "error" if reply.error else "success",
            error_type=reply.error,
        )
        written = [*opening(function, report), *sandbox.take_lines(), *closing(function, report)]
        self._logs.write(function.log_group, environment.log_stream, written)
        return Outcome(
            function=function,
            request_id=request_id,
            started=watch.started,
            duration_ms=report.duration_ms,
            payload=reply.payload,
            error="Unhandled" if reply.error else "",
            error_type=reply.error,
            log_tail="\n".join(line.text for line in written).encode()[-_TAIL_BYTES:],
        )

    def _measure(self, admission: Admission, outcome: Outcome) -> None:
        function, moment = outcome.function, outcome.started
        self._record(function, "Invocations", 1, moment)
        self._record(function, "Errors", int(bool(outcome.error)), moment)
        self._record(function, "Throttles", 0, moment)
        self._record(function, "Duration", outcome.duration_ms, moment, "Milliseconds")
        add = self._recorder.add
        add(NAMESPACE, "ConcurrentExecutions", admission.running, {"FunctionName": function.name}, moment=moment)
        add(NAMESPACE, "ConcurrentExecutions", admission.running_in_all, moment=moment)

    def _record(self, function: Function, name: str, value: float, moment: float, unit: str = "Count") -> None:
        for dimensions in _dimensions(function):
            self._recorder.add(NAMESPACE, name, value, dimensions, unit=unit, moment=moment)


def _dimensions(function: Function) -> Iterator[dict[str, str]]:
    """The dimension sets under which Lambda publishes an invocation."""
    qualifier = function.arn.partition(":function:")[2].partition(":")[2]
    resource = f"{function.name}:{qualifier}" if qualifier else function.name
    yield {}
    yield {"FunctionName": function.name}
    yield {"FunctionName": function.name, "Resource": resource}


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
    message = (
        f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({PAYLOAD_LIMIT + 100} bytes)."
    )
    return json.dumps({"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"}).encode()
