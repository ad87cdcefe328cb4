"""Shell commands for looking at the service as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.command import Command

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.service.spec import Spec
    from monitors.scope import Scope


def commands(resource: Resource[Spec], scope: Scope) -> tuple[Command, ...]:
    """What is in alarm, what the account has left, what was deployed."""
    prefix, region = scope.service.prefix, scope.service.region
    return (
        Command(
            title="What is in ALARM now",
            line=(
                f"aws cloudwatch describe-alarms --alarm-name-prefix {prefix}- --state-value ALARM "
                "--alarm-types MetricAlarm CompositeAlarm --region "
                f"{region} --query '[MetricAlarms[].AlarmName, CompositeAlarms[].AlarmName]'"
            ),
            healthy="two empty lists, apart from alarms whose names end in -hold",
        ),
        Command(
            title="The account's concurrency",
            line=f"aws lambda get-account-settings --region {region} --query AccountLimit",
            healthy="ConcurrentExecutions is the account_limit of the spec; some of it is unreserved",
        ),
        Command(
            title="What was deployed last",
            line=(
                f"aws cloudformation describe-stacks --region {region} --query "
                f"\"Stacks[?starts_with(StackName, '{prefix}-')].[StackName, StackStatus, LastUpdatedTime]\" "
                "--output table"
            ),
            healthy="every status ends in _COMPLETE, none in ROLLBACK_COMPLETE",
        ),
    )
