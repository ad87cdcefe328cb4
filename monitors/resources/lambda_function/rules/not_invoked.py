"""lambda_function.not_invoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.silence import SilenceTuning, silence
from monitors.model.alarm import Priority, Severity
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class NotInvoked(Rule[Spec, SilenceTuning]):
    """A critical function is not called any more.

    Watches: Invocations of functions marked critical: none for an hour. An invocation recovers it.
    Hurts: A function that is not called raises no error. What feeds it has broken: the stream's mapping is disabled,
    the bucket's notification is gone, an upstream service is down. No verdict is posted, and only users notice.
    Wrong when: There is nothing to do at night or between campaigns. The canary calls the function each five minutes,
    so with it silence means that canary and traffic both fail; without it set silent_minutes to what is normal there.
    First:
    - Is its trigger enabled? List the event source mappings and look at State and LastProcessingResult.
    - Did anything arrive at all: records on the stream, messages on the queue, files in the bucket?
    Then:
    - Enable the mapping, or put the bucket's notification back, and watch the first invocation.
    - If messages are missing, look in the logs of the function before it (loadScoresToStream, saveFanlistScores) for
      the line that says a message was sent.
    - Invoke the function by hand with its canary event to see that it is able to run.
    Prevent:
    - Keep its canary enabled: then an hour of silence can only be a fault.
    - Change triggers through the spec only; the nightly plan shows drift.
    Form: One period of an hour with a threshold below 1 would speak after three hours, for CloudWatch reaches back over
    two more periods for points; with any treatment but `breaching` it would never speak. Hence sixty windows of a
    minute with missing data breaching. A warm-up keeps the first hour after deployment quiet.
    """

    priority = Priority.MEDIUM
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
    Tuning: ClassVar[type[RuleTuning]] = SilenceTuning

    def applies(self, watch: Watch[Spec, SilenceTuning]) -> bool:
        return watch.resource.critical

    def conditions(self, watch: Watch[Spec, SilenceTuning]) -> Iterator[Condition]:
        calls = metrics.invocations(watch.resource)
        yield silence(watch.tuning.silent_minutes, calls, unit="invocations", words="not one invocation")
