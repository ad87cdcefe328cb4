"""AWS/Kinesis. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html

Stream-level metrics are free; those by shard are paid enhanced monitoring. GetRecords.* need somebody who calls it.
"""

from __future__ import annotations

from monitors.known_metrics.known import CALL, EVENT, SPREAD, rows

NAMESPACE = "AWS/Kinesis"
STREAM = ("StreamName",)
CONSUMER = ("StreamName ConsumerName",)
SHARD = ("StreamName ShardId",)
BOTH = ("StreamName", "StreamName ShardId")

METRICS = (
    *rows("GetRecords.IteratorAgeMilliseconds", STREAM, "ms", SPREAD),
    *rows(
        "GetRecords.Latency PutRecord.Latency PutRecords.Latency",
        STREAM,
        "ms",
        SPREAD,
    ),
    *rows("GetRecords.Success PutRecord.Success PutRecords.Success", STREAM, "share", CALL),
    *rows("GetRecords.Bytes PutRecord.Bytes PutRecords.Bytes", STREAM, "bytes", SPREAD),
    *rows(
        "GetRecords.Records PutRecords.Records PutRecords.TotalRecords PutRecords.SuccessfulRecords "
        "PutRecords.FailedRecords PutRecords.ThrottledRecords",
        STREAM,
        "count",
        (*EVENT, "Average"),
    ),
    *rows("IncomingBytes", BOTH, "bytes", SPREAD),
    *rows("IncomingRecords", BOTH, "count", (*EVENT, "Average")),
    *rows("ReadProvisionedThroughputExceeded WriteProvisionedThroughputExceeded", BOTH, "count", CALL),
    *rows("OutgoingBytes", SHARD, "bytes", SPREAD),
    *rows("OutgoingRecords", SHARD, "count", (*EVENT, "Average")),
    *rows(
        "IteratorAgeMilliseconds",
        SHARD,
        "ms",
        SPREAD,
        remedy="by stream the metric is GetRecords.IteratorAgeMilliseconds; by shard it is paid enhanced monitoring",
    ),
    *rows("SubscribeToShardEvent.MillisBehindLatest", CONSUMER, "ms", SPREAD, remedy="add ConsumerName"),
    *rows("SubscribeToShard.RateExceeded SubscribeToShard.Success", CONSUMER, "count", CALL),
    *rows("SubscribeToShardEvent.Success", CONSUMER, "share", CALL),
    *rows("SubscribeToShardEvent.Bytes", CONSUMER, "bytes", SPREAD),
    *rows("SubscribeToShardEvent.Records", CONSUMER, "count", (*EVENT, "Average")),
)
RENAMED = {
    "GetRecords.IteratorAge": "GetRecords.IteratorAgeMilliseconds, in ms; the old name is no longer published",
    "IteratorAge": "GetRecords.IteratorAgeMilliseconds, in ms; IteratorAge is a Lambda metric",
}
