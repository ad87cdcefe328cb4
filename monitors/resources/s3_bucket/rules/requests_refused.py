"""s3_bucket.requests_refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

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


class RefusedTuning(LastingShareTuning):
    """Thresholds of s3_bucket.requests_refused."""

    threshold_percent: float = Field(25, gt=0, lt=100, description="Trips above this share…")


class RequestsRefused(Rule[Spec, RefusedTuning]):
    """Many requests to the bucket are refused: not allowed, or for files that are not there.

    Watches: The share of requests answered with 4xx: above 25 % in five of the last twenty minutes. Buckets with
    request metrics only.
    Hurts: A file was announced and cannot be read: it is uploaded and not processed.
    Wrong when: A program looks whether files exist, and a miss is its normal answer.
    First:
    - Read the function's log: AccessDenied, or NoSuchKey?
    - NoSuchKey: does the file lie under the key that the event names? Spaces and accents are encoded in events.
    - AccessDenied: compare the function's role and the bucket's policy and key with the spec.
    Then:
    - Put the right or the policy back, then invoke the function with that file's S3 event.
    - Have the sender upload again, under the agreed prefix and name.
    Prevent:
    - Let the spec make roles and notifications together, and agree on names with who uploads.
    Form: 4xxErrors is 0 or 1 a request, so its average is a share; no requests count as none refused. Request metrics
    come up to a quarter of an hour late, so the alarm looks back as much further.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html"
    Tuning: ClassVar[type[RuleTuning]] = RefusedTuning

    def applies(self, watch: Watch[Spec, RefusedTuning]) -> bool:
        return watch.spec.request_metrics

    def conditions(self, watch: Watch[Spec, RefusedTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        refused = metrics.metric(watch.resource, "4xxErrors", "Average")
        yield sustained(
            tuning.for_minutes,
            math("100 * FILL(refused, 0)", label="requests answered with 4xx", refused=refused),
            threshold=tuning.threshold_percent,
            unit="%",
            late_minutes=metrics.LATE_MINUTES,
        )
