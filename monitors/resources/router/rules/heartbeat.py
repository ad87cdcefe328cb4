"""router.heartbeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.silence import SilenceTuning, silence
from monitors.model.alarm import Priority, Severity
from monitors.resources.router import metrics
from monitors.resources.router.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class HeartbeatTuning(SilenceTuning):
    """Thresholds of router.heartbeat."""

    silent_minutes: int = Field(15, ge=5, le=1440, description="Trips after so many minutes without a heartbeat.")


class Heartbeat(Rule[Spec, HeartbeatTuning]):
    """The alert router shows no sign of life.

    Watches: The heartbeat that the router's reconciler emits after each round: none for a quarter of an hour.
    Hurts: Lost events are no longer found, reminders do not go out, and perhaps nothing is told at all.
    Wrong when: The reconciler's schedule was paused on purpose.
    First:
    - Is the schedule enabled, is the function invoked, does it fail or time out?
    Then:
    - Enable it, mend it, or roll it back; then see that a heartbeat comes.
    - Until then watch the alarm list itself.
    Prevent:
    - Have the heartbeat watched from outside the account as well.
    Form: Windows of a minute with missing data breaching: silence is the news.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
    Tuning: ClassVar[type[RuleTuning]] = HeartbeatTuning

    def conditions(self, watch: Watch[Spec, HeartbeatTuning]) -> Iterator[Condition]:
        beats = metrics.heartbeat(watch.resource)
        yield silence(watch.tuning.silent_minutes, beats, unit="heartbeats", words="no heartbeat")
