"""lambda_function.dead_letters_failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.event import EventTuning, event
from monitors.model.alarm import Priority, Severity
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class DeadLettersFailing(Rule[Spec, EventTuning]):
    """What failed could not even be put aside: data is lost.

    Watches: DeadLetterErrors and DestinationDeliveryFailures: Lambda tried to hand a failed event or batch to its
    dead-letter queue or failure destination, and could not.
    Hurts: The event is gone. This is the last net, and it has a hole.
    Wrong when: Never on its own; the count is exact.
    First:
    - Compare the function's role with its failure destination: a missing right to send or to put is the usual cause.
    - Does the destination exist, under that name, in this region, with a key the role may use?
    Then:
    - Repair the right or the destination, then prove it with an event that fails.
    - Find what was lost in the function's error log (request ids, file names, sequence numbers) and replay it from S3
      or from the stream while its retention lasts.
    Prevent:
    - Let the spec make the role and the destination together, and let the plan show what others change.
    Form: Both metrics exist only when something failed, so gaps are filled with 0; a five-minute window that is
    complete is looked at beside the newest.
    """

    priority = Priority.MEDIUM
    severity = Severity.P1
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def applies(self, watch: Watch[Spec, EventTuning]) -> bool:
        return any(trigger.on_failure is not None for trigger in watch.spec.triggers)

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        yield from event(
            watch.tuning,
            {
                "letters": metrics.metric(watch.resource, "DeadLetterErrors", "Sum"),
                "destinations": metrics.metric(watch.resource, "DestinationDeliveryFailures", "Sum"),
            },
            unit="lost events",
            late_seconds=watch.spec.timeout_seconds,
        )
