"""kinesis_stream.consumer_lag."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.window import MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.model.metric import single
from monitors.resources.kinesis_stream import metrics
from monitors.resources.kinesis_stream.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning
from monitors.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class ConsumerLagTuning(RuleTuning):
    """Thresholds of kinesis_stream.consumer_lag."""

    threshold_minutes: int = Field(60, ge=1, le=525_600, description="Trips when records read are older than this…")
    for_minutes: int = Field(10, ge=1, le=1440, description="…or nobody reads, for so many minutes on end.")


class ConsumerLag(Rule[Spec, ConsumerLagTuning]):
    """The stream's readers are far behind, or nobody reads it at all.

    Watches: The age of the oldest record handed out by GetRecords. Above one hour for ten minutes trips; so does a
    stream with consumers whose metric has stopped, for a dead consumer reports nothing.
    Hurts: Everything downstream is late by as much; at the end of the retention (24 hours unless set) records are lost.
    Wrong when: Consumers were stopped on purpose, or a stream is read again from its beginning.
    First:
    - Look at each consumer function: errors, throttles, its own iterator age. The one that is behind is the one to
      mend.
    - No age at all? List the event source mappings: a disabled or deleted one, or a lost right to read.
    - Compare shards with throughput: is the stream itself at its limit?
    Then:
    - Errors: a failing batch blocks its shard. Fix it, or let it go to the failure destination.
    - Throttles: raise the consumer's concurrency limit.
    - Neither: raise parallelization_factor or batch_size, make the work a record cheaper, add shards.
    Prevent:
    - Alarm on lag long before retention: one hour of twenty-four leaves time to think.
    - Load-test the consumers, and let on-demand mode or shard scaling follow the load.
    Form: The name without a unit, GetRecords.IteratorAge, is no longer published; the one in use is in milliseconds.
    Its average hides one stuck shard, so the maximum counts. Missing data breaches where the spec names a consumer:
    with any other treatment the worst case would read as healthy.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html"
    covers = ("AWS/Kinesis GetRecords.IteratorAgeMilliseconds StreamName",)
    Tuning: ClassVar[type[RuleTuning]] = ConsumerLagTuning

    def conditions(self, watch: Watch[Spec, ConsumerLagTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        polled = _is_polled(watch)
        lag = f"iterator age > {span(tuning.threshold_minutes * MINUTE)}"
        yield Condition(
            series=single(metrics.iterator_age(watch.resource), label="iterator age"),
            comparison=Comparison.GREATER,
            threshold=tuning.threshold_minutes * MINUTE * 1000,
            unit="ms",
            evaluation_periods=tuning.for_minutes,
            datapoints_to_alarm=tuning.for_minutes,
            missing_data=MissingData.BREACHING if polled else MissingData.NOT_BREACHING,
            warm_up_minutes=30 if polled else None,  # mappings are made after the stream, and start slowly
            words=f"{lag}, or nobody reads" if polled else lag,
        )


def _is_polled(watch: Watch[Spec, ConsumerLagTuning]) -> bool:
    """Whether silence is a fault. A function may read through a registered consumer, and then calls no GetRecords."""
    return bool(watch.scope.consumers.get(watch.resource.id)) and not watch.spec.enhanced_fan_out
