"""report.not_sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.model.alarm import Comparison, Condition, MissingData, Priority, Severity
from monitors.model.metric import single
from monitors.resources.report import metrics
from monitors.resources.report.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.rule import Watch

HOUR_MINUTES = 60


class NotSentTuning(RuleTuning):
    """Thresholds of report.not_sent."""

    for_minutes: int = Field(
        240, ge=120, le=1440, multiple_of=60, description="Trips after being overdue, or silent, for so long."
    )


class NotSent(Rule[Spec, NotSentTuning]):
    """The weekly report was not sent.

    Watches: How long the last report is overdue, which its function says each hour: four hours on end, or four hours
    without a word.
    Hurts: Nobody is hurt today. What only the report tells (limits that come closer, alarms that nobody heeds) is not
    seen until it hurts.
    Wrong when: The schedule was paused on purpose.
    First:
    - Read the function's log: a mailbox that refuses, a sender that SES does not know, a right that is missing?
    - Look into its dead-letter queue: what the schedule could not hand over lies there.
    - Without any run at all: is its schedule enabled?
    Then:
    - Mend it; the next hour's run sends what is overdue. Or render it by hand: `watchbill report weekly`.
    Prevent:
    - Verify the sender's domain rather than one address; leave SES's sandbox.
    Form: Windows of an hour, each with a word in it, and missing data breaching: who does not say that it sent has not.
    Each hour's run tries again what is overdue, so that one that fails is no news. Medium, and so not by mail: where no
    report arrives no alert does either.
    """

    priority = Priority.MEDIUM
    severity = Severity.P4
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
    Tuning: ClassVar[type[RuleTuning]] = NotSentTuning

    def conditions(self, watch: Watch[Spec, NotSentTuning]) -> Iterator[Condition]:
        minutes = watch.tuning.for_minutes
        hours = minutes // HOUR_MINUTES
        yield Condition(
            series=single(metrics.overdue(watch.resource), id="overdue", label="hours overdue"),
            comparison=Comparison.GREATER,
            threshold=0,
            unit="hours",
            evaluation_periods=hours,
            datapoints_to_alarm=hours,
            missing_data=MissingData.BREACHING,
            warm_up_minutes=minutes,
            words="report overdue, or nothing said of it",
        )
