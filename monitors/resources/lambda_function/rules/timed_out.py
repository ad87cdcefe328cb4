"""lambda_function.timed_out."""

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


class TimedOut(Rule[Spec, EventTuning]):
    """An invocation was stopped at its timeout.

    Watches: The platform's report with status `timeout` in the function's own log. Lambda counts it among all Errors
    and has no metric for it alone.
    Hurts: The run was cut off anywhere: its batch comes again, and a file that is too large will never get through.
    Wrong when: A dependency hung once; the retry has passed since.
    First:
    - Find the report and the input of that request: a large file, or a call that did not return?
    - Look at the duration chart: are all runs slow, or this one?
    Then:
    - Slow for all: find the slow dependency; take batches smaller; give it more memory.
    - One large input: raise timeout_seconds (900 at most) or split the file, then invoke it again.
    - A call that hung: give it a timeout of its own, shorter than the function's.
    Prevent:
    - Stop in time: a handler that watches its remaining time can park what is left and end well.
    - Act on duration_near_timeout, which speaks before.
    Form: Made from logs by a metric filter. In JSON logs it is an exact match on the platform's event; text logs of
    newer runtimes say only `Status: timeout`, older ones `Task timed out`, so both are looked for.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html"
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        timeouts = metrics.timed_out(watch.resource).metric
        yield from event(watch.tuning, {"timeouts": timeouts}, unit="timeouts")

    def log_metrics(self, watch: Watch[Spec, EventTuning]) -> Iterator[LogMetric]:
        yield metrics.timed_out(watch.resource)
