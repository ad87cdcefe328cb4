"""AWS::Logs::LogGroup of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Tags, logs

from generators.code import LOG_GROUP
from generators.declaration import declare, tags

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Service
    from monitors.model.resource import Resource


def declare_group(service: Service, function: Resource[Any]) -> StackResource:
    """Under the name that Lambda would choose, with an end to its events."""
    return declare(
        logs.LogGroup(
            LOG_GROUP,
            LogGroupName=function.settings.log_group(function.name),
            RetentionInDays=function.settings.log_retention_days,
            Tags=Tags(tags(service, function)),
        ),
        source=function.source,
    )
