"""AWS::Logs::SubscriptionFilter: every event of a function to the service's log stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, Sub, logs

from generators.arn import arn_of
from generators.code import LOG_GROUP
from generators.declaration import declare
from generators.logs.delivery import role_arn

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Service
    from monitors.model.resource import Resource


def declare_subscription(service: Service, function: Resource[Any], stream: Resource[Any]) -> StackResource:
    """Random: one busy log stream (a function's container) must not fill a single shard."""
    return declare(
        logs.SubscriptionFilter(
            "LogSubscription",
            DestinationArn=Sub(arn_of(stream)),
            Distribution="Random",
            FilterName=stream.name,
            FilterPattern="",
            LogGroupName=Ref(LOG_GROUP),
            RoleArn=Sub(role_arn(service)),
        ),
        source=function.source,
    )
