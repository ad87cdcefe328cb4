"""kinesis_stream.reads_throttled."""

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


class ReadsThrottledTuning(LastingShareTuning):
    """Thresholds of kinesis_stream.reads_throttled."""

    for_minutes: int = Field(15, ge=1, le=1400, description="…in so many of the last minutes.")


class ReadsThrottled(Rule[Spec, ReadsThrottledTuning]):
    """Consumers are refused a share of their reads, and it lasts.

    Watches: ReadProvisionedThroughputExceeded as a share of GetRecords calls: above 5 % for a quarter of an hour.
    Hurts: Each refused read is a pause; with several consumers on a shard they starve each other and lag grows.
    Wrong when: A second reader was attached for a short look.
    First:
    - Count the consumers: a shard gives 2 MB/s and five calls a second to all of them together.
    - Does iterator age rise too? If not, there is time.
    Then:
    - Give consumers more seconds between reads (a batch window), or register them for enhanced fan-out.
    - Add shards when bytes are the limit.
    Prevent:
    - Plan one more consumer as one more share of 2 MB/s.
    Form: Each call counts 0 or 1, so the average is a share; a sum would grow with the number of shards. Single
    refusals are retried and normal, hence a share and a quarter of an hour.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"
    covers = ("AWS/Kinesis ReadProvisionedThroughputExceeded StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = ReadsThrottledTuning

    def conditions(self, watch: Watch[Spec, ReadsThrottledTuning]) -> Iterator[Condition]:
        refused = metrics.metric(watch.resource, "ReadProvisionedThroughputExceeded", "Average")
        series = math("100 * FILL(refused, 0)", label="share of reads refused", refused=refused)
        yield sustained(watch.tuning.for_minutes, series, threshold=watch.tuning.threshold_percent, unit="%")
