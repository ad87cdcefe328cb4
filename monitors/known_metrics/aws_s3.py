"""AWS/S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html

Request metrics are paid and must be switched on under a filter id; storage metrics come once a day.
"""

from __future__ import annotations

from monitors.known_metrics.known import CALL, GAUGE, SPREAD, rows

NAMESPACE = "AWS/S3"
REQUEST = ("BucketName FilterId",)
STORAGE = ("BucketName StorageType",)
REPLICATION = ("DestinationBucket RuleId SourceBucket",)
DAY = 86_400

METRICS = (
    *rows(
        "AllRequests GetRequests PutRequests DeleteRequests HeadRequests PostRequests SelectRequests ListRequests",
        REQUEST,
        "count",
        ("Sum", "SampleCount"),
        remedy="request metrics need FilterId, and request_metrics switched on",
    ),
    *rows("4xxErrors 5xxErrors", REQUEST, "count", CALL, remedy="add FilterId, and switch request_metrics on"),
    *rows("BytesDownloaded BytesUploaded", REQUEST, "bytes", SPREAD),
    *rows("FirstByteLatency TotalRequestLatency", REQUEST, "ms", SPREAD),
    *rows("SelectBytesScanned SelectBytesReturned", REQUEST, "bytes", SPREAD),
    *rows("OperationsPendingReplication OperationsFailedReplication", REPLICATION, "count", GAUGE),
    *rows("BytesPendingReplication", REPLICATION, "bytes", GAUGE),
    *rows("ReplicationLatency", REPLICATION, "s", GAUGE),
    *rows("BucketSizeBytes", STORAGE, "bytes", GAUGE, publish_seconds=DAY, remedy="add StorageType"),
    *rows("NumberOfObjects", STORAGE, "count", GAUGE, publish_seconds=DAY, remedy="add StorageType=AllStorageTypes"),
)
