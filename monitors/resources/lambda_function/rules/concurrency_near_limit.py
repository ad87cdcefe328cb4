"""lambda_function.concurrency_near_limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.usage import UsageTuning, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class ConcurrencyTuning(UsageTuning):
    """Thresholds of lambda_function.concurrency_near_limit."""

    account_limit: int = Field(
        1000, ge=10, description="The account's concurrency in this region: the limit of unreserved functions."
    )


class ConcurrencyNearLimit(Rule[Spec, ConcurrencyTuning]):
    """The function is about to run out of concurrency.

    Watches: ConcurrentExecutions against the function's reserved concurrency, or against the account's limit where it
    has none: above 80 % for a quarter of an hour.
    Hurts: At the limit calls are throttled; an unreserved function there takes the room of all others with it.
    Wrong when: A consumer is meant to run at its limit while it works a backlog off.
    First:
    - Is there more traffic, or does each run take longer? Concurrency is the product of both.
    Then:
    - Raise the reservation, or ask AWS for a higher account limit in good time.
    - Shorten runs: more memory, smaller batches, faster dependencies.
    Prevent:
    - Review the trend monthly, and before big campaigns.
    - Reserve concurrency for what must not starve.
    Form: The maximum of each five minutes; points exist only while the function runs, so gaps count as 0. AWS's advice
    is 90 % of the account's quota for every function; a function with a reservation is limited by that, so that is what
    it is held to.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html"
    covers = ("AWS/Lambda ConcurrentExecutions FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = ConcurrencyTuning

    def applies(self, watch: Watch[Spec, ConcurrencyTuning]) -> bool:
        return watch.spec.reserved_concurrency != 0  # 0 switches the function off

    def conditions(self, watch: Watch[Spec, ConcurrencyTuning]) -> Iterator[Condition]:
        tuning, reserved = watch.tuning, watch.spec.reserved_concurrency
        limit = reserved if reserved > 0 else tuning.account_limit
        running = metrics.metric(watch.resource, "ConcurrentExecutions", "Maximum", FIVE_MINUTES)
        series = math(
            f"100 * FILL(running, 0) / {limit}", label=f"share of {limit:,} concurrent executions", running=running
        )
        yield usage(tuning, series, drawn_at=tuning.threshold_percent * limit / 100)
