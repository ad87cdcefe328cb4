"""Invokes a function once: admission, environment, deadline, error, logs and AWS/Lambda metrics."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.running.execution import execute
from watchbill.local.running.log_group import LogGroups
from watchbill.local.running.outcome import Outcome, ThrottledError
from watchbill.local.running.pool import Environment, Pool
from watchbill.local.running.report import closing, opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.concurrency import Concurrency
    from watchbill.local.running.function import Function, Functions
    from watchbill.local.running.recorder import Recorder

NAMESPACE = "AWS/Lambda"
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

    def crash(self, name: str = "") -> int:
        """See Pool.crash."""
        return self._pool.crash(name)

    def forget(self) -> None:
        """End warm environments, and look up log streams again."""
        self._pool.clear()
        self._logs.forget()

    def _run(self, environment: Environment, event: bytes, request_id: str) -> Outcome:
        function = environment.function
        done = execute(environment, event, request_id)
        lines = [*opening(function, done.report), *done.lines, *closing(function, done.report)]
        self._logs.write(function.log_group, environment.log_stream, lines)
        return Outcome(
            function=function,
            request_id=request_id,
            started=done.report.started,
            duration_ms=done.report.duration_ms,
            payload=done.reply.payload,
            error="Unhandled" if done.reply.error else "",
            error_type=done.reply.error,
            log_tail="\n".join(line.text for line in lines).encode()[-_TAIL_BYTES:],
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
