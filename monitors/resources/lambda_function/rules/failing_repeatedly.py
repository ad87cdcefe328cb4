"""lambda_function.failing_repeatedly."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.recurring import recurring
from monitors.forms.window import MINUTE
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch

ATTEMPTS = 3  # an asynchronous event is tried once and retried twice
RETRY_PAUSES_SECONDS = 60 + 120  # Lambda's waits before the two retries


class FailingRepeatedlyTuning(RuleTuning):
    """Thresholds of lambda_function.failing_repeatedly."""

    threshold_percent: float = Field(50, gt=0, lt=100, description="A minute fails above this share.")
    minutes_failing: int = Field(3, ge=2, le=12, description="Trips when so many minutes failed…")
    within_minutes: int = Field(
        30, ge=10, le=720, description="…of the last so many, or of the time that Lambda's three attempts take."
    )


class FailingRepeatedly(Rule[Spec, FailingRepeatedlyTuning]):
    """A function that is seldom called fails nearly every time.

    Watches: Minutes in which most invocations failed; three of them within half an hour (longer for slow functions)
    trip, however few the calls were.
    Hurts: A function with little traffic never reaches the minimum that the error rate asks for, yet each of its
    failures may be a whole file or a whole campaign.
    Wrong when: A schedule calls it only to probe something that is expected to be down.
    First:
    - Open the error query of this function: the same error each time means a bug or a dependency, not bad luck.
    - Look for a deployment in the last 24 hours, and roll it back if it precedes the errors.
    Then:
    - Check what it calls, then its permissions and configuration: secrets, table and queue names, tokens.
    - Invoke it by hand with a known good event, and redrive what was parked once that passes.
    Prevent:
    - Let the canary call it every five minutes, so that it never fails unseen between two real calls.
    Form: A share with no minimum of traffic would page for one failed call of one; hence the share is asked for again
    and again, in 3 of N minutes. N covers the three attempts Lambda makes of an asynchronous event, each as long as the
    timeout. They begin one and two minutes after the one before has failed: in three windows of five minutes they would
    never lie, and calls a few minutes apart would only at some evaluations.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"
    covers = ("AWS/Lambda Errors FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = FailingRepeatedlyTuning

    def conditions(self, watch: Watch[Spec, FailingRepeatedlyTuning]) -> Iterator[Condition]:
        function, tuning = watch.resource, watch.tuning
        attempts = ATTEMPTS * function.settings.timeout_seconds + RETRY_PAUSES_SECONDS
        yield recurring(
            math(
                "IF(FILL(calls, 0) > 0, 100 * errors / calls, 0)",
                label="error rate",
                calls=metrics.invocations(function),
                errors=metrics.errors(function),
            ),
            threshold=tuning.threshold_percent,
            unit="%",
            bad_minutes=tuning.minutes_failing,
            within_minutes=max(tuning.within_minutes, ceil(attempts / MINUTE)),
        )
