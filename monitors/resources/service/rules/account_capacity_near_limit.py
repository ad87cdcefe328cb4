"""service.account_capacity_near_limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.usage import SLOW_LATE_WINDOWS, UsageTuning, largest, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.resources.service import metrics
from monitors.resources.service.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class AccountCapacityTuning(UsageTuning):
    """Thresholds of service.account_capacity_near_limit."""

    for_minutes: int = Field(10, ge=5, le=1440, multiple_of=5, description="…for so many minutes.")


class AccountCapacityNearLimit(Rule[Spec, AccountCapacityTuning]):
    """The account has provisioned nearly as much DynamoDB capacity as it may.

    Watches: AccountProvisionedReadCapacityUtilization and its write twin, whichever is higher: above 80 %.
    Hurts: At the quota auto-scaling cannot raise any table any more, and tables are throttled.
    Wrong when: A load test provisions much for an hour.
    First:
    - Which tables hold the most provisioned capacity, and do they use it?
    Then:
    - Lower what is not used, or ask AWS for a higher account quota.
    - Move tables with unsteady load to on-demand.
    Prevent:
    - Bound auto-scaling's maxima so that their sum stays within the quota.
    Form: The metrics have no dimensions: one alarm a service, and only where it has provisioned tables. Gaps are filled
    with 0, for DynamoDB's alarms otherwise keep their state. Points come every five minutes, late: the newest two
    windows may still be empty.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    covers = (
        "AWS/DynamoDB AccountProvisionedReadCapacityUtilization",
        "AWS/DynamoDB AccountProvisionedWriteCapacityUtilization",
    )
    Tuning: ClassVar[type[RuleTuning]] = AccountCapacityTuning

    def applies(self, watch: Watch[Spec, AccountCapacityTuning]) -> bool:
        return any(table.settings.billing == "provisioned" for table in watch.scope.of_kind("dynamodb_table"))

    def conditions(self, watch: Watch[Spec, AccountCapacityTuning]) -> Iterator[Condition]:
        series = largest(
            {"read_share": "FILL(reads, 0)", "write_share": "FILL(writes, 0)"},
            {
                "reads": metrics.dynamodb_account("AccountProvisionedReadCapacityUtilization", "Maximum", FIVE_MINUTES),
                "writes": metrics.dynamodb_account(
                    "AccountProvisionedWriteCapacityUtilization", "Maximum", FIVE_MINUTES
                ),
            },
            label="share of the account's capacity",
        )
        yield usage(watch.tuning, series, late_windows=SLOW_LATE_WINDOWS)
