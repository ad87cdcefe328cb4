"""kinesis_stream.near_shard_limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.usage import UsageTuning, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.resources.kinesis_stream import metrics
from monitors.resources.kinesis_stream.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class NearShardLimit(Rule[Spec, UsageTuning]):
    """The stream takes nearly as much as its shards can.

    Watches: IncomingBytes against shards × 1 MB/s and IncomingRecords against shards × 1,000/s, whichever is closer:
    above 80 % for a quarter of an hour.
    Hurts: The next step is throttled writes: producers slow down, and what they do not retry is lost.
    Wrong when: The number of shards was changed outside the spec: the limit is computed from the spec.
    First:
    - Bytes or records? Few large records and many small ones hit different limits.
    Then:
    - Add shards in the spec and deploy, or switch to on-demand.
    - Aggregate small records before putting them.
    Prevent:
    - Look at this chart before each campaign; leave a third free.
    Form: A rate is the sum over the window by its seconds, 0 where nothing came. The stream's sum hides a single hot
    shard: that one shows as throttled writes only.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"
    Tuning: ClassVar[type[RuleTuning]] = UsageTuning

    def applies(self, watch: Watch[Spec, UsageTuning]) -> bool:
        return watch.spec.shards is not None

    def conditions(self, watch: Watch[Spec, UsageTuning]) -> Iterator[Condition]:
        yield usage(watch.tuning, metrics.shard_share(watch.resource, watch.spec.shards or 1, FIVE_MINUTES))
