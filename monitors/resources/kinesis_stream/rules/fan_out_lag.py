"""kinesis_stream.fan_out_lag."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.usage import largest
from monitors.forms.window import FIVE_MINUTES, MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.resources.kinesis_stream import metrics
from monitors.resources.kinesis_stream.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning
from monitors.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class FanOutLagTuning(RuleTuning):
    """Thresholds of kinesis_stream.fan_out_lag."""

    threshold_minutes: int = Field(60, ge=1, le=525_600, description="Trips when a consumer is further behind.")


class FanOutLag(Rule[Spec, FanOutLagTuning]):
    """A registered consumer with its own throughput (enhanced fan-out) is far behind or gone.

    Watches: MillisBehindLatest of every consumer the spec names; the one furthest behind counts, and one that reports
    nothing counts as behind.
    Hurts: What that consumer feeds is late, and records it has not read when they expire are lost to it.
    Wrong when: A consumer was switched off but is still named under enhanced_fan_out, or has just been registered.
    First:
    - See on the chart which consumer it is, and look at that application's errors.
    - Is its subscription alive? It must be renewed every five minutes.
    Then:
    - Restart the consumer, or scale it; a subscription is taken again from the last checkpoint.
    - Deregister a consumer that is no longer used, and drop it from the spec.
    Prevent:
    - Renew subscriptions in the client library, not by hand.
    Form: Consumers with enhanced fan-out never call GetRecords, so the stream's iterator age does not exist for them. A
    consumer that is silent while another reports counts as behind: beside a point a missing one adds 0, where FILL
    might not fill what has no point at all. Windows of five minutes are long enough that late points do not look like
    silence. When all are silent there is no point, and missing data breaches: so a warm-up keeps a deployment quiet,
    which filled windows would end at once.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html"
    covers = ("AWS/Kinesis SubscribeToShardEvent.MillisBehindLatest StreamName ConsumerName",)
    Tuning: ClassVar[type[RuleTuning]] = FanOutLagTuning

    def applies(self, watch: Watch[Spec, FanOutLagTuning]) -> bool:
        return bool(watch.spec.enhanced_fan_out)

    def conditions(self, watch: Watch[Spec, FanOutLagTuning]) -> Iterator[Condition]:
        limit = watch.tuning.threshold_minutes * MINUTE * 1000
        consumers = {
            f"consumer_{index}": metrics.fan_out_lag(watch.resource, name, FIVE_MINUTES)
            for index, name in enumerate(watch.spec.enhanced_fan_out)
        }
        behind = {"furthest": "MAX(METRICS())"} | {
            f"lag_{index}": f"IF(0 * furthest + (consumer_{index} + 1) > 0, consumer_{index}, {limit + 1})"
            for index in range(len(consumers))
        }
        yield Condition(
            series=largest(behind, consumers, label="lag of the slowest consumer"),
            comparison=Comparison.GREATER,
            threshold=limit,
            unit="ms",
            evaluation_periods=3,
            datapoints_to_alarm=2,
            missing_data=MissingData.BREACHING,
            warm_up_minutes=30,
            words=f"a registered consumer is > {span(watch.tuning.threshold_minutes * MINUTE)} behind or silent",
        )
