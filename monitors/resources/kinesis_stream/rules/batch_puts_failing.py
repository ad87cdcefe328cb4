"""kinesis_stream.batch_puts_failing."""

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


class BatchPutsFailing(Rule[Spec, LastingCountTuning]):
    """Records of batches fail inside Kinesis, and go on failing.

    Watches: PutRecords.FailedRecords above zero in five of seven minutes: refused by an internal failure, not
    throttled.
    Hurts: A batch succeeds as a call while some of its records are missing: a producer that does not look at the answer
    loses them.
    Wrong when: Never for long: Kinesis's failures are rare and pass.
    First:
    - Look at the producers' put results: do they retry the failed records of a batch?
    - See the AWS Health Dashboard for Kinesis in this region.
    Then:
    - Let retries work while AWS mends it; then compare records sent with records received.
    - Replay the file whose records are missing: records already put are recognised downstream.
    Prevent:
    - Retry by record, never by batch, and count what was given up.
    Form: "Above zero" is asked in five of seven minutes; the newest are still empty when the alarm is evaluated.
    """

    priority = Priority.LOW
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/streams/latest/dev/developing-producers-with-sdk.html"
    covers = ("AWS/Kinesis PutRecords.FailedRecords StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = LastingCountTuning

    def conditions(self, watch: Watch[Spec, LastingCountTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        failed = metrics.metric(watch.resource, "PutRecords.FailedRecords", "Sum")
        yield sustained(
            tuning.for_minutes,
            total({"failed": failed}, MINUTE, label="records failed a minute"),
            threshold=tuning.threshold_count,
            unit="records",
        )
