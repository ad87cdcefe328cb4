"""AWS/DynamoDB. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html

Events are written by the minute, capacity and replication every five; only when something happened.
"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, FIVE_MINUTES, GAUGE, SPREAD, rows

NAMESPACE = "AWS/DynamoDB"
TABLE = ("TableName",)
INDEXED = ("TableName", "TableName GlobalSecondaryIndexName")
OPERATION = ("TableName Operation",)
ACCOUNT = ("",)
REPLICA = ("TableName DelegatedOperation",)
CAUSES = ["AccountLimit", "KeyRangeThroughput", "MaxOnDemandThroughput", "ProvisionedThroughput"]

METRICS = (
    *rows("ReadThrottleEvents WriteThrottleEvents", INDEXED, "count", EVENT),
    *rows([f"{side}{cause}ThrottleEvents" for side in ("Read", "Write") for cause in CAUSES], INDEXED, "count", EVENT),
    *rows("OnlineIndexThrottleEvents", ("TableName GlobalSecondaryIndexName",), "count", EVENT),
    *rows("OnlineIndexConsumedWriteCapacity", ("TableName GlobalSecondaryIndexName",), "count", SPREAD),
    *rows("OnlineIndexPercentageProgress", ("TableName GlobalSecondaryIndexName",), "percent", GAUGE),
    *rows(
        "ThrottledRequests",
        OPERATION,
        "count",
        EVENT,
        remedy="add Operation, or use ReadThrottleEvents and WriteThrottleEvents, which exist by table",
    ),
    *rows("SystemErrors", OPERATION, "count", EVENT, remedy="add Operation, and sum over the operations in use"),
    *rows("SuccessfulRequestLatency", OPERATION, "ms", SPREAD, remedy="add Operation"),
    *rows("ReturnedItemCount", OPERATION, "count", SPREAD, remedy="add Operation"),
    *rows("ReturnedBytes", ("Operation StreamLabel TableName",), "bytes", SPREAD),
    *rows("ReturnedRecordsCount", ("Operation StreamLabel TableName",), "count", SPREAD),
    *rows(
        "UserErrors",
        ACCOUNT,
        "count",
        EVENT,
        remedy="leave the dimensions out: it counts the whole account and region, and no series by table exists",
    ),
    *rows("ConditionalCheckFailedRequests TransactionConflict", TABLE, "count", EVENT),
    *rows("TimeToLiveDeletedItemCount", TABLE, "count", EVENT),
    *rows("ConsumedReadCapacityUnits ConsumedWriteCapacityUnits", INDEXED, "count", SPREAD),
    *rows(
        "ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits",
        INDEXED,
        "count",
        GAUGE,
        sparse=False,
        publish_seconds=FIVE_MINUTES,
    ),
    *rows(
        "AccountProvisionedReadCapacityUtilization AccountProvisionedWriteCapacityUtilization",
        ACCOUNT,
        "percent",
        GAUGE,
        publish_seconds=FIVE_MINUTES,
        remedy="leave the dimensions out: it is one number for the account and region",
    ),
    *rows(
        "AccountMaxReads AccountMaxWrites AccountMaxTableLevelReads AccountMaxTableLevelWrites",
        ACCOUNT,
        "count",
        GAUGE,
        publish_seconds=FIVE_MINUTES,
    ),
    *rows(
        "MaxProvisionedTableReadCapacityUtilization MaxProvisionedTableWriteCapacityUtilization",
        ACCOUNT,
        "percent",
        GAUGE,
        publish_seconds=FIVE_MINUTES,
    ),
    *rows("OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits", INDEXED, "count", GAUGE),
    *rows("ConsumedChangeDataCaptureUnits", REPLICA, "count", SPREAD),
    *rows("ReplicationLatency", ("TableName ReceivingRegion",), "ms", SPREAD, remedy="add ReceivingRegion"),
    *rows("PendingReplicationCount", ("TableName ReceivingRegion",), "count", GAUGE),
    *rows("AgeOfOldestUnreplicatedRecord", REPLICA, "ms", GAUGE, publish_seconds=FIVE_MINUTES),
    *rows("FailedToReplicateRecordCount ThrottledPutRecordCount", REPLICA, "count", EVENT),
)
