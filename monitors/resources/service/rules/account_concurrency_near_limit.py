"""service.account_concurrency_near_limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.usage import UsageTuning, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.model.metric import math
from monitors.resources.service import metrics
from monitors.resources.service.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class AccountConcurrencyTuning(UsageTuning):
    """Thresholds of service.account_concurrency_near_limit."""

    threshold_percent: float = Field(90, gt=0, le=100, description="Trips above this share of the limit.")
    for_minutes: int = Field(10, ge=5, le=1440, multiple_of=5, description="…for so many minutes.")
    account_limit: int = Field(1000, ge=10, description="The account's concurrency quota in this region.")


class AccountConcurrencyNearLimit(Rule[Spec, AccountConcurrencyTuning]):
    """The account's Lambda concurrency is nearly used up.

    Watches: ClaimedAccountConcurrency of the whole account and region, reservations included, against its quota.
    Hurts: At the quota every unreserved function is throttled, whoever used it up.
    Wrong when: The quota was raised and account_limit was not.
    First:
    - Which functions run most? Sort all functions by concurrent executions.
    - Is it a burst, a retry storm, or reservations that nobody needs?
    Then:
    - Cap the greedy function with a reservation, or its mapping with a maximum concurrency.
    - Free reservations that are not used; ask AWS for a higher quota.
    Prevent:
    - Review the trend monthly, and ask for quota before campaigns: it takes days.
    Form: AWS's number counts claimed concurrency, for reservations take from the quota even when idle; gaps count as 0.
    The metric has no dimensions, so this is one alarm a service, not one a function.
    """

    priority = Priority.LOW
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html"
    covers = ("AWS/Lambda ClaimedAccountConcurrency",)
    Tuning: ClassVar[type[RuleTuning]] = AccountConcurrencyTuning

    def applies(self, watch: Watch[Spec, AccountConcurrencyTuning]) -> bool:
        return bool(watch.scope.of_kind("lambda_function"))

    def conditions(self, watch: Watch[Spec, AccountConcurrencyTuning]) -> Iterator[Condition]:
        limit = watch.tuning.account_limit
        claimed = metrics.lambda_account("ClaimedAccountConcurrency", "Maximum", FIVE_MINUTES)
        series = math(f"100 * FILL(claimed, 0) / {limit}", label=f"share of the account's {limit:,}", claimed=claimed)
        yield usage(watch.tuning, series, drawn_at=watch.tuning.threshold_percent * limit / 100)
