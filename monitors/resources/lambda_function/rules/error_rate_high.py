"""lambda_function.error_rate_high."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from monitors.model.alarm import Comparison, Condition, MissingData, Part, Priority, Severity
from monitors.model.metric import math
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class ErrorRateTuning(RuleTuning):
    """Thresholds of lambda_function.error_rate_high."""

    threshold_percent: float = Field(5, gt=0, lt=100, description="Trips above this share of failed invocations.")
    recovers_below_percent: float = Field(1, gt=0, lt=100, description="Recovered once the share stays below this…")
    recovers_after_minutes: int = Field(10, ge=5, le=1440, description="…for so many minutes on end.")
    min_invocations: int = Field(20, ge=1, description="Fewer invocations in five minutes never trip.")

    @model_validator(mode="after")
    def _recovers_below_trip(self) -> Self:
        if self.recovers_below_percent > self.threshold_percent:
            raise problem(
                "recovery-wrong-side",
                f"recovers below {self.recovers_below_percent:g} %, above its trip at {self.threshold_percent:g} %",
                field="recovers_below_percent",
                help="a recovery threshold lies on the healthy side of the trip threshold",
            )
        return self


class ErrorRateHigh(Rule[Spec, ErrorRateTuning]):
    """Too many of a function's invocations fail.

    Watches: Errors as a share of Invocations over five minutes, once there is a minimum of traffic. Recovery is a
    second, lower threshold held for ten minutes.
    Hurts: Records in failing batches are retried, delayed, and end in the failure destination when retries run out.
    Callers of synchronous functions see the errors at once.
    Wrong when: A caller sends bad input on purpose (load tests, probes), or traffic is so low that a single error is a
    large share: raise min_invocations.
    First:
    - Open the error query of this function and read the newest error type and message.
    - Look for a deployment in the last 24 hours; if one precedes the errors, roll it back and look later.
    Then:
    - Check the services it calls (Entry Service, Campaign Service, Slack): wait out their outage, watch the retries.
    - Check the input (S3 files, Kinesis records): find the sender of malformed data and stop it there.
    - Otherwise it is our bug: fix it, deploy, and redrive what was parked.
    Prevent:
    - Validate input at the edge and park what is invalid.
    - Put timeouts, bounded retries and a circuit breaker around every outside service.
    Form: `Errors > 5` is a count, and the ratio alone is 100 % for one failed call at night; hence 100 × errors /
    invocations behind a guard on traffic. A metric alarm has one threshold, so recovery below 1 % for ten minutes is
    a second alarm, whose OK closes the incident.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
    covers = ("AWS/Lambda Errors FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = ErrorRateTuning

    def conditions(self, watch: Watch[Spec, ErrorRateTuning]) -> Iterator[Condition]:
        function, tuning = watch.resource, watch.tuning
        # Lambda stamps errors at invocation start: a run of 900 s reports into a bucket 15 minutes old.
        late_periods = ceil((function.settings.timeout_seconds + 120) / 300)
        yield Condition(
            series=math(
                f"IF(calls >= {tuning.min_invocations}, 100 * errors / calls, 0)",
                label="error rate",
                calls=metrics.invocations(function, 300),
                errors=metrics.errors(function, 300),
            ),
            comparison=Comparison.GREATER,
            threshold=tuning.threshold_percent,
            unit="%",
            evaluation_periods=late_periods,
            datapoints_to_alarm=1,
            missing_data=MissingData.NOT_BREACHING,
        )
        periods = max(tuning.recovers_after_minutes, late_periods * 5)
        yield Condition(
            series=math(
                "100 * errors / calls",
                label="error rate",
                calls=metrics.invocations(function),
                errors=metrics.errors(function),
            ),
            comparison=Comparison.GREATER_OR_EQUAL,
            threshold=tuning.recovers_below_percent,
            unit="%",
            evaluation_periods=periods,
            datapoints_to_alarm=1,
            missing_data=MissingData.IGNORE,
            part=Part.HOLD,
        )
