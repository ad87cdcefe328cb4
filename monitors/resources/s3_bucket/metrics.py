"""The AWS/S3 request metrics of one bucket: paid, and only where the spec asks for them.

They are by bucket and filter, and come up to a quarter of an hour late.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.s3_bucket.spec import Spec

FILTER = "EntireBucket"
"""The metrics configuration that the bucket is made with."""
LATE_MINUTES = 15


def metric(bucket: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """A request metric over the whole bucket."""
    return Metric(
        namespace="AWS/S3",
        name=name,
        dimensions=dimensions(BucketName=bucket.name, FilterId=FILTER),
        statistic=statistic,
        period=period,
    )
