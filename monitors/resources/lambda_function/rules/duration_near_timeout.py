"""lambda_function.duration_near_timeout."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitors.forms.recovery import must_recover_below
from monitors.forms.window import FIVE_MINUTES, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData, Part, Priority, Severity
from monitors.model.metric import single
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class DurationTuning(RuleTuning):
    """Thresholds of lambda_function.duration_near_timeout."""

    threshold_percent: float = Field(80, gt=0, lt=100, description="Trips above this share of the timeout.")
    recovers_below_percent: float = Field(70, gt=0, lt=100, description="Recovered once below this share of it.")
    statistic: Literal["p90", "p95", "p99", "Maximum"] = Field("p99", description="Of the runs in five minutes.")

    @model_validator(mode="after")
    def _recovers_below_trip(self) -> Self:
        must_recover_below(
            self.recovers_below_percent, self.threshold_percent, field="recovers_below_percent", unit="%"
        )
        return self


class DurationNearTimeout(Rule[Spec, DurationTuning]):
    """The function runs nearly as long as it may.

    Watches: The 99th percentile of Duration over five minutes against the function's own timeout.
    Hurts: A run that reaches the timeout is killed in the middle: its batch is retried whole, and what it had already
    written is written again.
    Wrong when: A single huge file is known to take that long and has room to spare.
    First:
    - Look whether duration rose at once (a deployment, a slow dependency) or crept up (more data a batch).
    - Compare with the latency of what it calls: DynamoDB, Entry Service, Campaign Service, Slack.
    Then:
    - Make batches smaller, or give the function more memory: CPU comes with it.
    - Raise the timeout only if the trigger allows it: an HTTP API gives up after 30 s, and a queue's visibility timeout
      should be six times the function's.
    - Find the slow part in the traces and remove it.
    Prevent:
    - Review durations monthly; more than 50 s of 60 consistently is a task, not an incident.
    - Give every outside call a timeout well below the function's own.
    Form: Duration is in milliseconds and an average hides the runs that matter; p99 over few runs is close to their
    maximum, so small samples are evaluated rather than ignored: ignoring them would silence every function with less
    than a thousand runs in five minutes. Points come at invocation start, so the windows reach back by the timeout. One
    alarm with a dead band would do for 80 % and 70 % if windows did not slide: reaching back over a point in the band
    it may find a window older than the one that recovered, and trip again. Hence a pair.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"
    covers = ("AWS/Lambda Duration FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = DurationTuning

    def conditions(self, watch: Watch[Spec, DurationTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        yield _condition(watch, tuning.threshold_percent, Part.TRIP)
        yield _condition(watch, tuning.recovers_below_percent, Part.HOLD)


def _condition(watch: Watch[Spec, DurationTuning], percent: float, part: Part) -> Condition:
    function, tuning, timeout = watch.resource, watch.tuning, watch.spec.timeout_seconds
    trips = part is Part.TRIP
    metric = metrics.metric(function, "Duration", tuning.statistic, FIVE_MINUTES)
    comparison = Comparison.GREATER if trips else Comparison.GREATER_OR_EQUAL
    return Condition(
        series=single(metric, label=f"{tuning.statistic} duration"),
        comparison=comparison,
        threshold=percent * timeout * 10,  # percent of seconds, in ms
        unit="ms",
        evaluation_periods=windows_to_see(timeout),
        datapoints_to_alarm=1,
        missing_data=MissingData.NOT_BREACHING if trips else MissingData.IGNORE,
        part=part,
        words=f"{tuning.statistic} duration {comparison.symbol} {percent:g} % of the timeout of {timeout} s",
    )
