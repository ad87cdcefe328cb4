"""dynamodb_table.near_capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.usage import SLOW_LATE_WINDOWS, UsageTuning, usage
from monitors.forms.window import FIVE_MINUTES
from monitors.model.alarm import Priority, Severity
from monitors.resources.dynamodb_table import metrics
from monitors.resources.dynamodb_table.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class NearCapacity(Rule[Spec, UsageTuning]):
    """The table uses nearly all of its provisioned capacity.

    Watches: Consumed against provisioned read and write units, whichever is closer: above 80 % for a quarter of an
    hour. Tables in provisioned mode only.
    Hurts: The next burst is throttled. Auto-scaling aims lower than this, so it is at its maximum, or off.
    Wrong when: The table is provisioned to be just full and its callers can wait.
    First:
    - Reads or writes? Is provisioned capacity at auto-scaling's maximum?
    Then:
    - Raise the maximum in the spec and deploy; or go on-demand where load cannot be foretold.
    - Look for what reads more than it needs: scans, wide queries, strongly consistent reads.
    Prevent:
    - Review this chart monthly and before each campaign.
    Form: Consumed units are a sum over the window, provisioned ones a rate: the share is sum ÷ (seconds × rate). The
    average hides bursts shorter than a window: those show as throttles. Gaps count as 0, for DynamoDB's alarms may keep
    their state when nothing comes; provisioned units come every five minutes, when those are over, so three of five
    windows are asked for: the newest two are often not there yet.
    """

    priority = Priority.LOW
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    Tuning: ClassVar[type[RuleTuning]] = UsageTuning

    def applies(self, watch: Watch[Spec, UsageTuning]) -> bool:
        return watch.spec.billing == "provisioned"

    def conditions(self, watch: Watch[Spec, UsageTuning]) -> Iterator[Condition]:
        share = metrics.capacity_share(watch.resource, FIVE_MINUTES)
        yield usage(watch.tuning, share, late_windows=SLOW_LATE_WINDOWS)
