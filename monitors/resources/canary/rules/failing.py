"""canary.failing."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from monitors.forms.window import FIVE_MINUTES, MINUTE
from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.model.metric import single
from monitors.resources.canary import metrics
from monitors.resources.canary.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch


class CanaryFailingTuning(RuleTuning):
    """Thresholds of canary.failing."""

    failures: int = Field(2, ge=1, le=12, description="Trips when so many…")
    of_runs: int = Field(3, ge=1, le=12, description="…of the last so many runs failed.")

    @model_validator(mode="after")
    def _failures_within_runs(self) -> Self:
        if self.failures > self.of_runs:
            raise problem(
                "failures-above-runs",
                f"{self.failures} failures of {self.of_runs} runs cannot be",
                field="failures",
                help="failures is at most of_runs",
            )
        return self


class Failing(Rule[Spec, CanaryFailingTuning]):
    """The canary of a function fails: what users do does not work now.

    Watches: The runs of the function's canary, each five minutes: two of the last three failed a check.
    Hurts: A known good event went in and the known good effect did not come out; real events fare no better.
    Wrong when: The canary's own data was removed from this environment, or its check is too impatient.
    First:
    - Read the last run's failed step, which the alert and the query behind its logs link say: was the invocation
      refused, did it fail, or did the effect not appear in time?
    - Do the function's own alarms agree? If only the canary fails, look at its data and rights.
    Then:
    - Run it once by hand (`watchbill canary run <function>`) and follow its trace id through the logs.
    - Do as the function's error runbook says: deployment, dependencies, input, code.
    - Do the pipeline's integration tests fail as well? The same environment or test data is behind both.
    Prevent:
    - Keep the canary's data marked and apart, and let its clean-up run.
    Form: Points exist once a run; missing ones keep the state, for a canary that does not run has not passed. That it
    does not run is canary.not_running's business.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries.html"
    Tuning: ClassVar[type[RuleTuning]] = CanaryFailingTuning

    def conditions(self, watch: Watch[Spec, CanaryFailingTuning]) -> Iterator[Condition]:
        canary, tuning = watch.resource, watch.tuning
        period = max(FIVE_MINUTES, ceil(watch.spec.every_minutes * MINUTE / FIVE_MINUTES) * FIVE_MINUTES)
        yield Condition(
            series=single(metrics.success(canary, "Minimum", period), label="success"),
            comparison=Comparison.LESS,
            threshold=100,
            unit="%",
            evaluation_periods=tuning.of_runs,
            datapoints_to_alarm=tuning.failures,
            missing_data=MissingData.IGNORE,
            priority=Priority.HIGH if canary.critical else None,
            severity=Severity.P2 if canary.critical and tuning.severity is None else None,
            words="a run failed",
        )
