"""The AWS/DynamoDB metrics of one table.

Throttle events and capacity exist by TableName (a table's series leaves its indexes out); SystemErrors and latency only
by TableName and Operation; UserErrors by nothing at all. Points exist only when something happens.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.forms.usage import largest
from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.metric import Series
    from monitors.model.resource import Resource
    from monitors.resources.dynamodb_table.spec import Spec

NAMESPACE = "AWS/DynamoDB"


def metric(table: Resource[Spec], name: str, statistic: str, period: int = 60, **more: str) -> Metric:
    """Any AWS/DynamoDB metric by TableName and what `more` names (Operation, GlobalSecondaryIndexName)."""
    return Metric(
        namespace=NAMESPACE,
        name=name,
        dimensions=dimensions(TableName=table.name, **more),
        statistic=statistic,
        period=period,
    )


def throttle_events(table: Resource[Spec], indexes: tuple[str, ...], period: int = 60) -> dict[str, Metric]:
    """Read and write throttle events of the table and of each index, by metric-math id."""
    found = {
        "reads": metric(table, "ReadThrottleEvents", "Sum", period),
        "writes": metric(table, "WriteThrottleEvents", "Sum", period),
    }
    for number, index in enumerate(indexes):
        found[f"index_reads_{number}"] = metric(
            table, "ReadThrottleEvents", "Sum", period, GlobalSecondaryIndexName=index
        )
        found[f"index_writes_{number}"] = metric(
            table, "WriteThrottleEvents", "Sum", period, GlobalSecondaryIndexName=index
        )
    return found


def by_operation(table: Resource[Spec], name: str, statistic: str, period: int = 60) -> dict[str, Metric]:
    """One metric an operation in use, by metric-math id (`op_BatchGetItem`)."""
    return {
        f"op_{operation}": metric(table, name, statistic, period, Operation=operation)
        for operation in table.settings.operations
    }


def capacity_share(table: Resource[Spec], period: int) -> tuple[Series, ...]:
    """Percent of provisioned capacity in use, reads or writes, whichever is higher."""
    return largest(
        {
            "read_share": f"FILL(100 * used_reads / ({period} * read_units), 0)",
            "write_share": f"FILL(100 * used_writes / ({period} * write_units), 0)",
        },
        {
            "used_reads": metric(table, "ConsumedReadCapacityUnits", "Sum", period),
            "used_writes": metric(table, "ConsumedWriteCapacityUnits", "Sum", period),
            "read_units": metric(table, "ProvisionedReadCapacityUnits", "Average", period),
            "write_units": metric(table, "ProvisionedWriteCapacityUnits", "Average", period),
        },
        label="share of provisioned capacity",
    )
