"""AWS::Logs::MetricFilter: what rules count in logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, logs

from generators.code import LOG_GROUP
from generators.declaration import declare
from monitors import names

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.log_metric import LogMetric
    from monitors.model.resource import Resource


def declare_metric(resource: Resource[Any], counted: LogMetric) -> StackResource:
    """Counts one an event; zero where events came and none matched, so that an alarm sees the end.

    A log group of another tool is given by name.
    """
    return declare(
        logs.MetricFilter(
            names.logical_id("LogMetric", counted.name),
            FilterName=counted.name,
            FilterPattern=counted.pattern,
            LogGroupName=Ref(LOG_GROUP) if resource.managed else counted.log_group,
            MetricTransformations=[
                logs.MetricTransformation(
                    MetricNamespace=counted.metric.namespace,
                    MetricName=counted.metric.name,
                    MetricValue="1",
                    DefaultValue=0,
                    Unit="Count",
                )
            ],
        ),
        source=resource.source,
    )
