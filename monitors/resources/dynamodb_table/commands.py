"""Shell commands for looking into a table. `aws` v2, real names, read-only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitors.model.command import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.dynamodb_table.spec import Spec
    from monitors.scope import Scope

EXAMPLE_CAMPAIGN = "campaign:12345"
META = "meta:"


def commands(resource: Resource[Spec], scope: Scope) -> tuple[Command, ...]:
    """Campaign counts, capacity and state, auto-scaling."""
    return tuple(_commands(resource, scope.service.region))


def _commands(table: Resource[Spec], region: str) -> Iterator[Command]:
    settings = table.settings
    sort_key = settings.sort_key
    condition = "#pk = :pk" if sort_key is None else "#pk = :pk AND begins_with(#sk, :sk)"
    names = {"#pk": settings.partition_key.name}
    values = {":pk": {"S": EXAMPLE_CAMPAIGN}}
    if sort_key is not None:
        names["#sk"], values[":sk"] = sort_key.name, {"S": META}
    yield Command(
        title="A campaign's counts (put its id in)",
        line=(
            f'aws dynamodb query --table-name {table.name} --key-condition-expression "{condition}" '
            f"--expression-attribute-names '{json.dumps(names)}' "
            f"--expression-attribute-values '{json.dumps(values)}' --region {region}"
        ),
        healthy="one item meta:counts whose numbers grow while scores are loaded",
    )
    yield Command(
        title="Its state, mode and capacity, indexes included",
        # ProvisionedThroughput alone shows zeros for an on-demand table, and leaves the indexes out.
        line=(
            f"aws dynamodb describe-table --table-name {table.name} --region {region} --query "
            "'Table.{Status:TableStatus,Mode:BillingModeSummary.BillingMode,Capacity:ProvisionedThroughput,"
            "Indexes:GlobalSecondaryIndexes[].{Name:IndexName,Capacity:ProvisionedThroughput}}'"
        ),
        healthy="Status ACTIVE; capacity well above what the chart shows as consumed",
    )
    if settings.billing == "provisioned":
        yield Command(
            title="What auto-scaling may do, and last did",
            line=(
                "aws application-autoscaling describe-scaling-activities --service-namespace dynamodb "
                f"--resource-id table/{table.name} --max-items 10 --region {region}"
            ),
            healthy="StatusCode Successful; nothing lately means that nothing had to be done",
        )
