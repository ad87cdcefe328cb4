"""The alarms AWS recommends for the four kinds, and why a few of them are not rules here.

From the metadata behind AWS's page of recommended alarms, as shipped in awslabs.cloudwatch-mcp-server 0.3.1
(`metric_metadata.json`, 2026-09).
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.catalogue import Catalogue

RECOMMENDED = (
    "AWS/DynamoDB AccountProvisionedReadCapacityUtilization",
    "AWS/DynamoDB AccountProvisionedWriteCapacityUtilization",
    "AWS/DynamoDB AgeOfOldestUnreplicatedRecord TableName DelegatedOperation",
    "AWS/DynamoDB FailedToReplicateRecordCount TableName DelegatedOperation",
    "AWS/DynamoDB ReadThrottleEvents TableName",
    "AWS/DynamoDB ReadThrottleEvents TableName GlobalSecondaryIndexName",
    "AWS/DynamoDB ReplicationLatency TableName ReceivingRegion",
    "AWS/DynamoDB SuccessfulRequestLatency TableName Operation",
    "AWS/DynamoDB SystemErrors TableName",
    "AWS/DynamoDB ThrottledPutRecordCount TableName DelegatedOperation",
    "AWS/DynamoDB UserErrors",
    "AWS/DynamoDB WriteThrottleEvents TableName",
    "AWS/DynamoDB WriteThrottleEvents TableName GlobalSecondaryIndexName",
    "AWS/Kinesis GetRecords.IteratorAgeMilliseconds StreamName",
    "AWS/Kinesis GetRecords.Success StreamName",
    "AWS/Kinesis PutRecord.Success StreamName",
    "AWS/Kinesis PutRecords.FailedRecords StreamName",
    "AWS/Kinesis ReadProvisionedThroughputExceeded StreamName",
    "AWS/Kinesis SubscribeToShardEvent.MillisBehindLatest StreamName ConsumerName",
    "AWS/Kinesis WriteProvisionedThroughputExceeded StreamName",
    "AWS/Lambda ClaimedAccountConcurrency",
    "AWS/Lambda ConcurrentExecutions FunctionName",
    "AWS/Lambda Duration FunctionName",
    "AWS/Lambda Errors FunctionName",
    "AWS/Lambda Throttles FunctionName",
    "AWS/SQS ApproximateAgeOfOldestMessage QueueName",
    "AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName",
    "AWS/SQS ApproximateNumberOfMessagesVisible QueueName",
    "AWS/SQS NumberOfMessagesSent QueueName",
)
"""Namespace, metric, dimension names."""

_KINESIS_REPLICATION = (
    "exists only for tables that replicate their changes to a Kinesis data stream, which a spec cannot ask for: "
    "tables here feed functions by DynamoDB Streams, watched by lambda_function.iterator_age_high"
)
NOT_COVERED: Mapping[str, str] = {
    "AWS/DynamoDB AgeOfOldestUnreplicatedRecord TableName DelegatedOperation": _KINESIS_REPLICATION,
    "AWS/DynamoDB FailedToReplicateRecordCount TableName DelegatedOperation": _KINESIS_REPLICATION,
    "AWS/DynamoDB ThrottledPutRecordCount TableName DelegatedOperation": _KINESIS_REPLICATION,
    "AWS/DynamoDB ReplicationLatency TableName ReceivingRegion": (
        "exists only for global tables, which a spec cannot ask for: one service here lives in one region"
    ),
}
"""Why a recommended pair is no rule."""


def covered(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Recommended pair → the rules that answer it; pairs without a rule have an empty tuple."""
    return {pair: tuple(entry.id for entry in catalogue.rules if pair in entry.rule.covers) for pair in RECOMMENDED}
