"""lambda_function.iterator_age_high."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from monitors.forms.window import FIVE_MINUTES, MINUTE, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData, Part, Priority, Severity
from monitors.model.metric import single
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning, problem
from monitors.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class IteratorAgeTuning(RuleTuning):
    """Thresholds of lambda_function.iterator_age_high."""

    threshold_minutes: int = Field(60, ge=1, le=525_600, description="Trips when records are older than this.")
    step_minutes: int = Field(240, ge=2, le=525_600, description="Raises the incident to P2 when older than this.")

    @model_validator(mode="after")
    def _step_after_trip(self) -> Self:
        if self.step_minutes <= self.threshold_minutes:
            raise problem(
                "step-order",
                f"step_minutes {self.step_minutes} is not above threshold_minutes {self.threshold_minutes}",
                field="step_minutes",
                help="the step raises an incident that the threshold has opened",
            )
        return self


class IteratorAgeHigh(Rule[Spec, IteratorAgeTuning]):
    """A stream's consumer falls behind.

    Watches: IteratorAge of a function on a Kinesis or DynamoDB stream: the age of the last record of each batch. Above
    one hour it pages, above four the incident becomes P2.
    Hurts: Counts and verdicts are late by as much, services downstream lack data, and a record that gets older than the
    stream's retention is lost.
    Wrong when: A stream is read again from its beginning on purpose.
    First:
    - Does the function fail? A batch that is retried blocks its shard; see the error query.
    - Is it throttled? Compare throttles and concurrency with what its shards times parallelization_factor need.
    - Is there simply more traffic? Compare incoming records with the usual, and the duration of a batch.
    Then:
    - For now: raise the function's concurrency limit; raise parallelization_factor; for a poison record let bisecting
      and maximum_retries send it to the failure destination.
    - If each batch is small and quick, make batch_size larger; if slow, make the work per record cheaper.
    - If the stream itself is at its limit, add shards.
    Prevent:
    - Test with the load of a big campaign before it, and watch this chart during it.
    - Keep maximum_retries and maximum_age_seconds bounded, with a failure destination.
    Form: IteratorAge is in milliseconds and its maximum counts, for an average hides one stuck shard. It has points
    only when a batch is run, stamped at its start: missing data keeps the state, so a consumer that died while behind
    stays in ALARM. One that dies while up to date is seen by kinesis_stream.consumer_lag and not_invoked.
    """

    priority = Priority.HIGH
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html"
    Tuning: ClassVar[type[RuleTuning]] = IteratorAgeTuning

    def applies(self, watch: Watch[Spec, IteratorAgeTuning]) -> bool:
        return any(trigger.is_stream for trigger in watch.spec.triggers)

    def conditions(self, watch: Watch[Spec, IteratorAgeTuning]) -> Iterator[Condition]:
        yield _condition(watch, watch.tuning.threshold_minutes, Part.TRIP, None)
        yield _condition(watch, watch.tuning.step_minutes, Part.STEP, Severity.P2)


def _condition(watch: Watch[Spec, IteratorAgeTuning], minutes: int, part: Part, severity: Severity | None) -> Condition:
    metric = metrics.metric(watch.resource, "IteratorAge", "Maximum", FIVE_MINUTES)
    return Condition(
        series=single(metric, label="iterator age"),
        comparison=Comparison.GREATER,
        threshold=minutes * MINUTE * 1000,
        unit="ms",
        evaluation_periods=windows_to_see(watch.spec.timeout_seconds),
        datapoints_to_alarm=1,
        missing_data=MissingData.IGNORE,
        part=part,
        severity=severity,
        words=f"iterator age > {span(minutes * MINUTE)}",
    )
