"""dynamodb_table.throttled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.burst import BurstTuning, burst
from monitors.model.alarm import Priority, Severity
from monitors.resources.dynamodb_table import metrics
from monitors.resources.dynamodb_table.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class TableThrottledTuning(BurstTuning):
    """Thresholds of dynamodb_table.throttled."""

    indexes: list[str] | None = Field(
        None, max_length=4, description="Indexes counted with the table; all unless given. An alarm has room for four."
    )


class Throttled(Rule[Spec, TableThrottledTuning]):
    """DynamoDB refuses reads or writes for lack of capacity.

    Watches: Read and write throttle events of the table and its indexes together: more than ten in five minutes.
    Recovered after ten minutes without one.
    Hurts: Clients retry and slow down, batches come back with unprocessed items, and consumers of the stream fall
    behind.
    Wrong when: A load job runs into the limit on purpose and backs off.
    First:
    - Read or write, table or index? The chart tells them apart. A throttled index holds up writes to the table.
    - Compare consumed with provisioned capacity. Far below? Then one partition is hot, and capacity will not help.
    - See what runs: a file load, a redrive, a scan?
    Then:
    - At once: turn auto-scaling on, or raise its maximum; raise the provisioned units by hand if that is quicker.
    - On-demand mode for load that cannot be foretold.
    - For a hot key: spread it, cache it, or write it less often.
    - See that the callers back off with jitter rather than retry at once.
    Prevent:
    - Keep auto-scaling on, and raise its minimum before a known campaign.
    - Ask for the access pattern when the table is designed: keys with many distinct values, indexes as wide as the
      table.
    Form: ThrottledRequests has no series by table alone, and counts a batch only when all its items were refused: an
    alarm on it is silent for ever. Throttle events by table are what exists, and those of indexes are separate series.
    Gaps are filled with 0, for DynamoDB's alarms otherwise keep their state when nothing comes. Recovery has its own
    alarm.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    covers = (
        "AWS/DynamoDB ReadThrottleEvents TableName",
        "AWS/DynamoDB WriteThrottleEvents TableName",
        "AWS/DynamoDB ReadThrottleEvents TableName GlobalSecondaryIndexName",
        "AWS/DynamoDB WriteThrottleEvents TableName GlobalSecondaryIndexName",
    )
    Tuning: ClassVar[type[RuleTuning]] = TableThrottledTuning

    def conditions(self, watch: Watch[Spec, TableThrottledTuning]) -> Iterator[Condition]:
        chosen = watch.tuning.indexes
        indexes = tuple(sorted(watch.spec.indexes) if chosen is None else chosen)
        yield from burst(watch.tuning, metrics.throttle_events(watch.resource, indexes), unit="throttles")
