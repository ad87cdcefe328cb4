"""The AWS/Kinesis metrics of one stream.

GetRecords.* exist only while somebody calls GetRecords; ages are in ms. The age is the largest over all shards and
all consumers. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.forms.usage import largest
from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.metric import Series
    from monitors.model.resource import Resource
    from monitors.resources.kinesis_stream.spec import Spec

NAMESPACE = "AWS/Kinesis"
SHARD_BYTES_PER_SECOND = 1_000_000
"""The smaller reading of AWS's "1 MB", so that a warning is early rather than late."""
SHARD_RECORDS_PER_SECOND = 1_000


def metric(stream: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """Any AWS/Kinesis metric by StreamName."""
    return Metric(
        namespace=NAMESPACE,
        name=name,
        dimensions=dimensions(StreamName=stream.name),
        statistic=statistic,
        period=period,
    )


def iterator_age(stream: Resource[Spec], period: int = 60) -> Metric:
    """Milliseconds. `GetRecords.IteratorAge`, without the unit in its name, is no longer published."""
    return metric(stream, "GetRecords.IteratorAgeMilliseconds", "Maximum", period)


def fan_out_lag(stream: Resource[Spec], consumer: str, period: int = 60) -> Metric:
    """Milliseconds that one registered consumer is behind."""
    return Metric(
        namespace=NAMESPACE,
        name="SubscribeToShardEvent.MillisBehindLatest",
        dimensions=dimensions(StreamName=stream.name, ConsumerName=consumer),
        statistic="Maximum",
        period=period,
    )


def shard_share(stream: Resource[Spec], shards: int, period: int) -> tuple[Series, ...]:
    """Percent of the write limit in use, bytes or records, whichever is higher."""
    byte_limit = shards * SHARD_BYTES_PER_SECOND * period
    record_limit = shards * SHARD_RECORDS_PER_SECOND * period
    return largest(
        {
            "byte_share": f"100 * FILL(bytes, 0) / {byte_limit}",
            "record_share": f"100 * FILL(records, 0) / {record_limit}",
        },
        {
            "bytes": metric(stream, "IncomingBytes", "Sum", period),
            "records": metric(stream, "IncomingRecords", "Sum", period),
        },
        label=f"share of the write limit of {shards} shards",
    )
