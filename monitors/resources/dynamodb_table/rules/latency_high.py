"""dynamodb_table.latency_high."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.model.metric import combine
from monitors.resources.dynamodb_table import metrics
from monitors.resources.dynamodb_table.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class LatencyTuning(RuleTuning):
    """Thresholds of dynamodb_table.latency_high."""

    threshold_ms: float = Field(250, gt=0, le=60_000, description="Trips when the 99th percentile is above.")


class LatencyHigh(Rule[Spec, LatencyTuning]):
    """DynamoDB answers slowly.

    Watches: The 99th percentile of SuccessfulRequestLatency of the operations in use, the slowest one: above 250 ms in
    three of the last four five-minute windows.
    Hurts: Batches take longer, durations near their timeout, lag grows.
    Wrong when: Operations that move much data (transactions, wide queries) are slow by nature: raise threshold_ms.
    First:
    - Which operation? Single-item calls take a few milliseconds on DynamoDB's side; more is news.
    - Did the size of items or pages grow? Is the table throttled as well?
    Then:
    - See the AWS Health Dashboard for DynamoDB in this region.
    - Read less: projections, smaller pages, keys instead of filters.
    Prevent:
    - Keep items small and hot items few.
    Form: An average hides the slow calls, so p99 is taken. With few calls that is the slowest one; ignoring few samples
    is documented for alarms on one percentile only, so three of four windows that share no call must be slow instead.
    Latency exists by operation only, hence the largest of them. Gaps count as 0: DynamoDB's alarms may keep their state
    when nothing comes, whatever is set.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    covers = ("AWS/DynamoDB SuccessfulRequestLatency TableName Operation",)
    Tuning: ClassVar[type[RuleTuning]] = LatencyTuning

    def conditions(self, watch: Watch[Spec, LatencyTuning]) -> Iterator[Condition]:
        latencies = metrics.by_operation(watch.resource, "SuccessfulRequestLatency", "p99", FIVE_MINUTES)
        yield Condition(
            series=combine(
                f"FILL(MAX([{', '.join(latencies)}]), 0)", latencies, label="p99 latency of the slowest operation"
            ),
            comparison=Comparison.GREATER,
            threshold=watch.tuning.threshold_ms,
            unit="ms",
            evaluation_periods=4,
            datapoints_to_alarm=3,
            missing_data=MissingData.NOT_BREACHING,
        )
