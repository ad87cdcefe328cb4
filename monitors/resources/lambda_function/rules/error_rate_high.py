"""lambda_function.error_rate_high."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from monitors.forms.recovery import must_recover_below
from monitors.forms.window import FIVE_MINUTES, MINUTE, windows_to_see
from monitors.model.alarm import Comparison, Condition, MissingData, Part, Priority, Severity
from monitors.model.metric import combine
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.metric import Metric
    from monitors.rule import Watch


class ErrorRateTuning(RuleTuning):
    """Thresholds of lambda_function.error_rate_high."""

    threshold_percent: float = Field(5, gt=0, lt=100, description="Trips above this share of failed invocations.")
    recovers_below_percent: float = Field(1, gt=0, lt=100, description="Recovered once the share stays below this…")
    recovers_after_minutes: int = Field(
        10, ge=5, le=1440, description="…for so many minutes on end; never less than the trip looks back."
    )
    min_invocations: int = Field(20, ge=1, description="With fewer invocations in five minutes a share says little…")
    min_errors: int = Field(3, ge=2, description="…unless there are so many errors among them.")

    @model_validator(mode="after")
    def _recovers_below_trip(self) -> Self:
        must_recover_below(
            self.recovers_below_percent, self.threshold_percent, field="recovers_below_percent", unit="%"
        )
        return self


class ErrorRateHigh(Rule[Spec, ErrorRateTuning]):
    """Too many of a function's invocations fail.

    Watches: Errors as a share of Invocations over five minutes, once there is a minimum of traffic or of errors.
    Recovery is a second, lower threshold held for ten minutes.
    Hurts: Records in failing batches are retried, delayed, and end in the failure destination when retries run out.
    Callers of synchronous functions see the errors at once.
    Wrong when: A caller sends bad input on purpose (load tests, probes), or one poison batch is retried in a row on an
    otherwise idle stream: raise min_errors.
    First:
    - Open the error query of this function and read the newest error type and message.
    - Look for a deployment in the last 24 hours; if one precedes the errors, roll it back and look later.
    Then:
    - Check the services it calls (Entry Service, Campaign Service, Slack): wait out their outage, watch the retries.
    - Check the input (S3 files, Kinesis records): find the sender of malformed data and stop it there.
    - For a file that was not processed: see that it exists under the expected key, that the bucket's notification and
      the function's role still fit it, then invoke the function with that file's S3 event.
    - Do the pipeline's integration tests fail too? Compare CONFIG_ENV, the environment's resources and the test data
      before blaming the code; a matter of timing alone passes when the pipeline retries, twice.
    - Otherwise it is our bug: fix it, deploy, and redrive what was parked.
    Prevent:
    - Validate input at the edge, limit file sizes, and park what is invalid.
    - Put timeouts, bounded retries and a circuit breaker around every outside service.
    - Keep test data alike in all environments, set up and torn down by the tests.
    Form: `Errors > 5` is a count, and the ratio alone is 100 % for one failed call at night; hence 100 × errors /
    invocations behind a guard. Lambda stamps both at invocation start, so windows reach back by the function's timeout.
    A metric alarm has one threshold, so recovery below 1 % for ten minutes is a second alarm, whose OK closes the
    incident; it ignores missing data, for silence is no recovery. Sliding windows cut five bad minutes differently each
    minute, so a burst between 5 and 8.3 % may leave ALARM and come back: the hold keeps it one incident. Windows of one
    minute would not be cut, but a minute's few calls make a poor share, and the manual's threshold is on five minutes.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
    covers = ("AWS/Lambda Errors FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = ErrorRateTuning

    def conditions(self, watch: Watch[Spec, ErrorRateTuning]) -> Iterator[Condition]:
        function, tuning = watch.resource, watch.tuning
        windows = windows_to_see(function.settings.timeout_seconds)
        guard = f"FILL(calls, 0) >= {tuning.min_invocations} OR FILL(errors, 0) >= {tuning.min_errors}"
        yield Condition(
            series=combine(f"IF({guard}, 100 * errors / calls, 0)", _inputs(watch, FIVE_MINUTES), label="error rate"),
            comparison=Comparison.GREATER,
            threshold=tuning.threshold_percent,
            unit="%",
            evaluation_periods=windows,
            datapoints_to_alarm=1,
            missing_data=MissingData.NOT_BREACHING,
        )
        yield Condition(
            series=combine("100 * errors / calls", _inputs(watch, MINUTE), label="error rate"),
            comparison=Comparison.GREATER_OR_EQUAL,
            threshold=tuning.recovers_below_percent,
            unit="%",
            evaluation_periods=max(tuning.recovers_after_minutes, windows * FIVE_MINUTES // MINUTE),
            datapoints_to_alarm=1,
            missing_data=MissingData.IGNORE,
            part=Part.HOLD,
        )


def _inputs(watch: Watch[Spec, ErrorRateTuning], period: int) -> dict[str, Metric]:
    return {
        "calls": metrics.invocations(watch.resource, period),
        "errors": metrics.errors(watch.resource, period),
    }
