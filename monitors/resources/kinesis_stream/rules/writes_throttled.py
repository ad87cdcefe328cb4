"""kinesis_stream.writes_throttled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.burst import total
from monitors.forms.sustained import LastingCountTuning, sustained
from monitors.forms.window import MINUTE
from monitors.model.alarm import Priority, Severity
from monitors.resources.kinesis_stream import metrics
from monitors.resources.kinesis_stream.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class WritesThrottled(Rule[Spec, LastingCountTuning]):
    """The stream refuses records: a shard is written to faster than it takes.

    Watches: WriteProvisionedThroughputExceeded above zero in five of the last seven minutes.
    Hurts: Producers retry and slow down; those that do not retry lose records.
    Wrong when: A file load writes in bursts and its retries put every record in the end.
    First:
    - Compare IncomingBytes and IncomingRecords with shards × 1 MB/s and × 1,000/s. Far below? Then one shard is hot:
      too many records share a partition key.
    - Which producer writes: loadScoresToStream, saveFanlistScores, or the log subscription?
    Then:
    - Add shards, or switch the stream to on-demand.
    - For a hot key: spread the partition key, and let the producer batch and back off.
    - Check the producer's own counts: were all records put in the end?
    Prevent:
    - Watch near_shard_limit; scale before a campaign, not during it.
    Form: "Above zero for five minutes" is read as five minutes each with a refusal; a single refused batch is retried
    and is no fault. Two minutes more are looked at, because the newest are still empty when the alarm is evaluated.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"
    covers = ("AWS/Kinesis WriteProvisionedThroughputExceeded StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = LastingCountTuning

    def conditions(self, watch: Watch[Spec, LastingCountTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        refused = metrics.metric(watch.resource, "WriteProvisionedThroughputExceeded", "Sum")
        yield sustained(
            tuning.for_minutes,
            total({"refused": refused}, MINUTE, label="records refused a minute"),
            threshold=tuning.threshold_count,
            unit="records",
        )
