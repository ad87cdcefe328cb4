"""The frame round every handler: settings, logs, counters, trace and deadline of one invocation."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workers.runtime import canary
from workers.runtime import log as json_log
from workers.runtime.deadline import Deadline, LambdaContext
from workers.runtime.metrics import Counters
from workers.runtime.settings import WorkerSettings, settings
from workers.runtime.tracing import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aws_lambda_powertools import Logger

S = TypeVar("S", bound=WorkerSettings)
S_co = TypeVar("S_co", bound=WorkerSettings, covariant=True)
Json = dict[str, Any]

_cold = True


@dataclass(slots=True, kw_only=True)
class Run(Generic[S_co]):
    """One invocation, as logic sees it."""

    function: str
    function_name: str
    request_id: str
    settings: S_co
    log: Logger
    counters: Counters
    deadline: Deadline
    _span: Span | None = field(default=None, init=False)

    def trace(self, carriers: Iterable[object] = ()) -> Span:
        """Return the invocation's span; the first call starts it, in the carriers' trace."""
        if self._span is None:
            self._span = Span(self.function, self.settings.service_name, carriers)
            self.log.append_keys(trace_id=self._span.trace_id)
            if canary.traces(self._span.trace_id):
                self.log.append_keys(canary=True)
                self._span.note(canary=True)
        return self._span

    def end(self, error: BaseException | None = None) -> None:
        """Write the counters and export the span."""
        self.counters.flush()
        if self._span is not None:
            self._span.end(error)


def _collect_rarely() -> None:
    """Look for garbage a thirtieth as often, and never among what imports made.

    A batch makes thousands of objects and hardly a cycle: looking for some took 15 % of a record's CPU. The models of
    clients, read next, are a hundred thousand objects that stay: looking among those took a seventh of a cold start.
    Both figures are of bench_workers.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def worker(
    function: str, kind: type[S]
) -> Callable[[Callable[[Json, Run[S]], Json]], Callable[[Json, LambdaContext], Json]]:
    """Make `handle(event, run)` a Lambda entry `handle(event, context)` with its own settings class.

    An exception is logged with its type and stack, counted by Lambda as an error, and raised on: Lambda's own
    retries, failure destinations and alarms must see it.
    """
    _collect_rarely()  # a handler's own imports end here; its clients and its work come after

    def decorate(handle: Callable[[Json, Run[S]], Json]) -> Callable[[Json, LambdaContext], Json]:
        @wraps(handle)
        def entry(event: Json, context: LambdaContext) -> Json:
            run = _begin(function, kind, context)
            try:
                reply = handle(event, run)
            except Exception as error:
                run.log.exception("invocation failed", error=type(error).__name__)
                run.end(error)
                raise
            run.end()
            return reply

        return entry

    return decorate


def _begin(function: str, kind: type[S], context: LambdaContext) -> Run[S]:
    global _cold  # noqa: PLW0603 - a process is cold exactly once
    chosen = settings(kind)
    log = json_log.logger(chosen.service_name, chosen.log_level)
    json_log.begin(log, function, context, cold_start=_cold)
    _cold = False
    return Run(
        function=function,
        function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", context.function_name),
        request_id=context.aws_request_id,
        settings=chosen,
        log=log,
        counters=Counters(context.function_name, chosen.metrics_namespace, chosen.always_counted),
        deadline=Deadline.of(context),
    )
