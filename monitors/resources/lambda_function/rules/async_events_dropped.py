"""lambda_function.async_events_dropped."""

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


class AsyncEventsDropped(Rule[Spec, EventTuning]):
    """Lambda gave an asynchronous event up.

    Watches: AsyncEventsDropped of functions that a bucket or a schedule invokes: the event failed three times, or
    waited six hours for concurrency.
    Hurts: A file was uploaded and not processed: its scores are missing until somebody brings the event back.
    Wrong when: The event was known to be bad (a test file) and nobody misses it.
    First:
    - Find the three failed attempts of one request id in the function's logs.
    - Is the event in the failure destination? Then it is parked, not lost.
    Then:
    - Mend the cause (permissions, format, size, a service that was down), then let redriveDeadLetters replay it or
      invoke the function with the S3 event of that file.
    - If it waited too long rather than failed: find what took the concurrency.
    Prevent:
    - Give each asynchronous trigger a failure destination.
    - Validate files on upload, and limit their size.
    Form: The metric has points only when something was dropped; gaps are filled with 0.
    """

    priority = Priority.MEDIUM
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def applies(self, watch: Watch[Spec, EventTuning]) -> bool:
        return any(trigger.source in ("bucket", "schedule") for trigger in watch.spec.triggers)

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        dropped = metrics.metric(watch.resource, "AsyncEventsDropped", "Sum")
        yield from event(
            watch.tuning, {"dropped": dropped}, unit="dropped events", late_seconds=watch.spec.timeout_seconds
        )
