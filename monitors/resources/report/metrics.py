"""The report's own series: its function, its dead letters, and how long the last one is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.report.spec import Spec

NAMESPACE = "Watchbill/Reports"
HOUR = 3600


def function(report: Resource[Spec], name: str, statistic: str) -> Metric:
    """AWS/Lambda of the report's function, which has the report's name."""
    return Metric(
        namespace="AWS/Lambda", name=name, dimensions=dimensions(FunctionName=report.name), statistic=statistic
    )


def dead_letters(report: Resource[Spec]) -> Metric:
    """What the schedule could not hand over, or the function gave up."""
    return Metric(
        namespace="AWS/SQS",
        name="ApproximateNumberOfMessagesVisible",
        dimensions=dimensions(QueueName=f"{report.name}-dlq"),
        statistic="Maximum",
    )


def overdue(report: Resource[Spec]) -> Metric:
    """Hours since the last report was due and not sent, 0 once it is. Said each hour."""
    return Metric(
        namespace=NAMESPACE,
        name="Overdue",
        dimensions=dimensions(Report=report.name),
        statistic="Maximum",
        period=HOUR,
    )
