"""s3_bucket.requests_failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.sustained import LastingShareTuning, sustained
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.s3_bucket import metrics
from monitors.resources.s3_bucket.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class RequestsFailing(Rule[Spec, LastingShareTuning]):
    """S3 itself fails requests to the bucket.

    Watches: The share of requests answered with 5xx: above 5 % in five of the last twenty minutes. Buckets with request
    metrics only.
    Hurts: Files cannot be read or put; functions retry, time out, and park what they have.
    Wrong when: A handful of requests a minute: one 503 of ten is 10 %.
    First:
    - See the AWS Health Dashboard for S3 in this region.
    - Many requests under one prefix at once? S3 answers 503 Slow Down until it has spread them.
    Then:
    - Let retries work; start fewer readers at once.
    - Afterwards invoke the functions again with the S3 events of files that were not processed.
    Prevent:
    - Retries with a growing pause, and keys that do not all begin alike.
    Form: 5xxErrors is 0 or 1 a request, so its average is a share; no requests count as none failed. Request metrics
    come up to a quarter of an hour late, so the alarm looks back as much further.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html"
    Tuning: ClassVar[type[RuleTuning]] = LastingShareTuning

    def applies(self, watch: Watch[Spec, LastingShareTuning]) -> bool:
        return watch.spec.request_metrics

    def conditions(self, watch: Watch[Spec, LastingShareTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        failed = metrics.metric(watch.resource, "5xxErrors", "Average")
        yield sustained(
            tuning.for_minutes,
            math("100 * FILL(failed, 0)", label="requests answered with 5xx", failed=failed),
            threshold=tuning.threshold_percent,
            unit="%",
            late_minutes=metrics.LATE_MINUTES,
        )
