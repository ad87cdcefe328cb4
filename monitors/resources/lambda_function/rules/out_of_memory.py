"""lambda_function.out_of_memory."""

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
    from monitors.model.log_metric import LogMetric
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class OutOfMemory(Rule[Spec, EventTuning]):
    """An invocation was killed because it used all its memory.

    Watches: The platform's reports in the function's own log: Runtime.OutOfMemory, or an exit with all memory in use,
    or Python's MemoryError. Lambda has no metric for it.
    Hurts: The run is cut off anywhere, its batch is retried, and the same input will kill it again until it is parked.
    Wrong when: The code logs somebody else's MemoryError as text.
    First:
    - Find the report in the log and the input of that request: which file, how many records?
    - Compare maxMemoryUsedMB of the runs before: a slow climb over many runs is a leak, a jump is one big input.
    Then:
    - Raise memory_size_mb in the spec and deploy; CPU grows with it.
    - For a leak: restart by deploying, then look for what is kept between invocations.
    - Redrive what was parked meanwhile.
    Prevent:
    - Read files and results as streams, in batches of bounded size.
    - Follow memory use of the biggest inputs in the logs each month.
    Form: Made from logs by a metric filter, one a function, for platform events do not name their function. The metric
    exists only when it happened; gaps are filled with 0.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html"
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        kills = metrics.out_of_memory(watch.resource).metric
        yield from event(watch.tuning, {"kills": kills}, unit="kills")

    def log_metrics(self, watch: Watch[Spec, EventTuning]) -> Iterator[LogMetric]:
        yield metrics.out_of_memory(watch.resource)
