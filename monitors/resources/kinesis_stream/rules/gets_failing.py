"""kinesis_stream.gets_failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.sustained import LastingShareTuning, sustained
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.kinesis_stream import metrics
from monitors.resources.kinesis_stream.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class GetsFailingTuning(LastingShareTuning):
    """Thresholds of kinesis_stream.gets_failing."""

    threshold_percent: float = Field(20, gt=0, lt=100, description="Trips above this share…")
    for_minutes: int = Field(10, ge=1, le=1400, description="…in so many of the last minutes.")


class GetsFailing(Rule[Spec, GetsFailingTuning]):
    """Reads from the stream fail, and go on failing.

    Watches: The share of GetRecords calls that did not succeed: above 20 % for ten minutes.
    Hurts: Consumers stand still though the stream is fine: lag follows within minutes.
    Wrong when: One of several consumers is being deployed.
    First:
    - Are reads throttled? Then see reads_throttled.
    - Look at the consumers: a role without kinesis:GetRecords or kms:Decrypt fails every read.
    Then:
    - Mend the right or the key; the mapping goes on by itself.
    - If AWS is at fault, its Health Dashboard says so.
    Prevent:
    - Let the spec make the roles, and let the plan show what others change.
    Form: GetRecords.Success is 1 or 0 a call; the failed share is 100 × (1 − its average). No reads at all count as
    success here, for that is consumer_lag's business.
    """

    priority = Priority.LOW
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html"
    covers = ("AWS/Kinesis GetRecords.Success StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = GetsFailingTuning

    def conditions(self, watch: Watch[Spec, GetsFailingTuning]) -> Iterator[Condition]:
        success = metrics.metric(watch.resource, "GetRecords.Success", "Average")
        series = math("100 * (1 - FILL(success, 1))", label="failed reads", success=success)
        yield sustained(watch.tuning.for_minutes, series, threshold=watch.tuning.threshold_percent, unit="%")
