"""canary.not_running."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.silence import silence
from monitors.model.alarm import Priority, Severity
from monitors.resources.canary import metrics
from monitors.resources.canary.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch

MINUTES_MAX = 1440  # an alarm with short periods looks back a day at most


class NotRunningTuning(RuleTuning):
    """Thresholds of canary.not_running."""

    missed_runs: int = Field(3, ge=2, le=100, description="Trips when so many runs on end have reported nothing.")


class NotRunning(Rule[Spec, NotRunningTuning]):
    """The canary itself has fallen silent.

    Watches: Any report of the canary: none for the time of three runs.
    Hurts: A watchman that does not report looks like one that sees nothing. Faults of the function now wait for users.
    Wrong when: The schedule was paused on purpose.
    First:
    - Is the schedule enabled, and is the runner invoked? Look at the runner's errors, timeouts and throttles, and at
      the canaries' dead-letter queue. `watchbill canary history` shows when it last ran.
    - A run that is cut off reports nothing: does the function hang?
    Then:
    - Enable the schedule; mend the runner's role; raise its timeout above the checks' waits.
    Prevent:
    - Change schedules through the spec only.
    Form: Windows of a minute with missing data breaching: silence is the news here. A warm-up keeps
    the first runs after deployment quiet.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
    Tuning: ClassVar[type[RuleTuning]] = NotRunningTuning

    def conditions(self, watch: Watch[Spec, NotRunningTuning]) -> Iterator[Condition]:
        minutes = min(watch.spec.every_minutes * watch.tuning.missed_runs, MINUTES_MAX)
        runs = metrics.success(watch.resource, "SampleCount")
        yield silence(minutes, runs, unit="runs", words="no run reported")
