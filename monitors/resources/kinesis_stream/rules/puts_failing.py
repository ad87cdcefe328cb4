"""kinesis_stream.puts_failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

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


class PutsFailing(Rule[Spec, LastingShareTuning]):
    """Single puts to the stream fail, and go on failing.

    Watches: The share of PutRecord calls that did not succeed: above 5 % in five of seven minutes.
    Hurts: Records do not reach the stream; what the producer does not retry is missing downstream.
    Wrong when: A handful of calls a minute: one failure in ten is 10 %.
    First:
    - Are writes throttled as well? Then it is capacity, see writes_throttled.
    - Otherwise look at the producers' errors: access denied, wrong key, a stream being updated.
    Then:
    - Mend rights or key, then replay what was not put.
    - If AWS is at fault, its Health Dashboard says so: let the retries work.
    Prevent:
    - Retry with a growing pause, and count what was given up.
    Form: PutRecord.Success is 1 or 0 a call; the failed share is 100 × (1 − its average). No calls count as success.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html"
    covers = ("AWS/Kinesis PutRecord.Success StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = LastingShareTuning

    def conditions(self, watch: Watch[Spec, LastingShareTuning]) -> Iterator[Condition]:
        success = metrics.metric(watch.resource, "PutRecord.Success", "Average")
        series = math("100 * (1 - FILL(success, 1))", label="failed puts", success=success)
        yield sustained(watch.tuning.for_minutes, series, threshold=watch.tuning.threshold_percent, unit="%")
