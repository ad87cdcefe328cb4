"""The AWS/Lambda metrics of one function.

Lambda stamps them at invocation start, in minutes that have invocations only; Duration and IteratorAge are in ms.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
