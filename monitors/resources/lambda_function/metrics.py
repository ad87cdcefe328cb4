"""The AWS/Lambda metrics of one function.

Lambda stamps them at invocation start, in minutes that have invocations only; Duration and IteratorAge are in ms.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.log_metric import LogMetric
from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Spec

NAMESPACE = "AWS/Lambda"


def metric(function: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """Any AWS/Lambda metric by FunctionName."""
    return Metric(
        namespace=NAMESPACE,
        name=name,
        dimensions=dimensions(FunctionName=function.name),
        statistic=statistic,
        period=period,
    )


def invocations(function: Resource[Spec], period: int = 60) -> Metric:
    return metric(function, "Invocations", "Sum", period)


def errors(function: Resource[Spec], period: int = 60) -> Metric:
    return metric(function, "Errors", "Sum", period)


def throttles(function: Resource[Spec], period: int = 60) -> Metric:
    return metric(function, "Throttles", "Sum", period)


LOGS_NAMESPACE = "Watchbill/Logs"


def log_event(function: Resource[Spec], what: str, *, json: str, text: str) -> LogMetric:
    """Counts log events into `Watchbill/Logs <function>/<what>`: one filter pattern a log format.

    The function stands in the metric's name, for a filter takes dimensions from log fields only and Lambda's platform
    events do not name their function. The metric is stamped with the event's own time, not the invocation's start.
    """
    settings = function.settings
    return LogMetric(
        name=f"{function.name}-{what}",
        log_group=settings.log_group(function.name),
        pattern=json if settings.log_format == "json" else text,
        metric=Metric(namespace=LOGS_NAMESPACE, name=f"{function.name}/{what}", statistic="Sum"),
    )


def timed_out(function: Resource[Spec]) -> LogMetric:
    """Invocations stopped at their timeout, by the platform's report.

    Newer runtimes no longer print `Task timed out`; text logs are searched for both.
    """
    return log_event(
        function,
        "TimedOut",
        json='{ $.type = "platform.report" && $.record.status = "timeout" }',
        text='?"Status: timeout" ?"Task timed out"',
    )


def out_of_memory(function: Resource[Spec]) -> LogMetric:
    """Invocations killed for memory: the platform says so, or an exit with all memory in use, or Python's own error."""
    size = function.settings.memory_size_mb
    killed = f'($.record.errorType = "Runtime.ExitError" && $.record.metrics.maxMemoryUsedMB >= {size})'
    return log_event(
        function,
        "OutOfMemory",
        json=f'{{ $.record.errorType = "Runtime.OutOfMemory" || $.errorType = "MemoryError" || {killed} }}',
        text='?"Runtime.OutOfMemory" ?"signal: killed" ?"MemoryError"',
    )
