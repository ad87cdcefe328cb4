"""router.dead_letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.event import EventTuning, event
from monitors.model.alarm import Priority, Severity
from monitors.resources.router import metrics
from monitors.resources.router.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class DeadLetters(Rule[Spec, EventTuning]):
    """The router gave alarm events up.

    Watches: Messages in the router's dead-letter queue: any.
    Hurts: Each of them is an alarm's change that nobody was told of, until the reconciler finds it.
    Wrong when: Somebody sent a test message that is no alarm event.
    First:
    - Receive one without deleting it: which alarm, which change?
    - Find its id in the router's log: that is the cause.
    Then:
    - Look at that alarm's state now, and tell people by hand if it is in ALARM.
    - Mend the router, then move the messages back to its queue.
    Prevent:
    - Add the event to the router's tests.
    Form: Nothing reads this queue by itself, so its depth is enough; gaps are filled with 0.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html"
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        depth = metrics.dead_letters(watch.resource, "ApproximateNumberOfMessagesVisible", "Maximum")
        yield from event(watch.tuning, {"depth": depth}, unit="messages")
