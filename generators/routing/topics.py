"""The topics that alarms publish to, one a priority. Named here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.arn import arn, sub

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.alarm import Priority
    from monitors.model.plan import Service


def topic_name(service: Service, priority: Priority) -> str:
    """`prd2011-qa1-alerts-high`."""
    return f"{service.prefix}-alerts-{priority.value}"


def topic_arn(service: Service, priority: Priority) -> JSON:
    """As an Fn::Sub: account, partition and region are known where it is deployed."""
    return sub(arn("sns", topic_name(service, priority)))
