"""router.errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.burst import total
from monitors.forms.recurring import RecurringTuning, recurring
from monitors.forms.window import MINUTE
from monitors.model.alarm import Priority, Severity
from monitors.resources.router import metrics
from monitors.resources.router.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning

TIMEOUT_SECONDS = 60


class Errors(Rule[Spec, RecurringTuning]):
    """The alert router fails.

    Watches: Errors of the router's own function: in two minutes of fifteen.
    Hurts: Alarms may reach nobody. This alarm is told by a path that avoids the router.
    Wrong when: One bad event was retried and then put aside: see dead_letters.
    First:
    - Read the router's error log: an event it cannot read, a table it cannot write, a secret it cannot fetch?
    - Meanwhile watch the alarm list itself: nothing may have been told since.
    Then:
    - Roll the router back if it was deployed; mend rights or the secret otherwise.
    - Events wait in its queue and are told when it works again; stale ones are dropped as such.
    Prevent:
    - Test the router with every event shape there is, and with each channel down.
    Form: A channel that is down is no error of the function, so an error is a fault of the router. One that passes when
    retried is no news: two minutes must have some. Windows are a minute long, for two errors close to each other are in
    two windows of five minutes at one evaluation and in the same at the next.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
    Tuning: ClassVar[type[RuleTuning]] = RecurringTuning

    def conditions(self, watch: Watch[Spec, RecurringTuning]) -> Iterator[Condition]:
        errors = metrics.function(watch.resource, "Errors", "Sum")
        tuning = watch.tuning
        yield recurring(
            total({"errors": errors}, MINUTE, label="errors a minute"),
            threshold=tuning.threshold_count,
            unit="errors",
            bad_minutes=tuning.bad_minutes,
            within_minutes=tuning.within_minutes,
            late_seconds=TIMEOUT_SECONDS,
        )
