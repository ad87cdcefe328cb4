"""The alert router's own series: its function, its queue, its dead letters, and the heartbeat its reconciler emits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.router.spec import Spec

NAMESPACE = "Watchbill/Router"


def function(router: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """AWS/Lambda of the router's function, which has the router's name."""
    return Metric(
        namespace="AWS/Lambda",
        name=name,
        dimensions=dimensions(FunctionName=router.name),
        statistic=statistic,
        period=period,
    )


def queue(router: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """AWS/SQS of the router's queue, which has the router's name too."""
    return _queue(router.name, name, statistic, period)


def dead_letters(router: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """AWS/SQS of the router's dead-letter queue."""
    return _queue(f"{router.name}-dlq", name, statistic, period)


def heartbeat(router: Resource[Spec], period: int = 60) -> Metric:
    """One a minute from the reconciler, after it has compared incidents with alarms."""
    return Metric(
        namespace=NAMESPACE,
        name="Heartbeat",
        dimensions=dimensions(Router=router.name),
        statistic="Sum",
        period=period,
    )


def _queue(queue_name: str, name: str, statistic: str, period: int) -> Metric:
    return Metric(
        namespace="AWS/SQS", name=name, dimensions=dimensions(QueueName=queue_name), statistic=statistic, period=period
    )
