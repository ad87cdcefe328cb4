"""lambda_function.throttled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.burst import BurstTuning, burst
from monitors.model.alarm import Priority, Severity
from monitors.resources.lambda_function import metrics
from monitors.resources.lambda_function.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class Throttled(Rule[Spec, BurstTuning]):
    """Lambda refuses to run the function: no concurrency is left for it.

    Watches: Throttles, more than ten in five minutes; recovered after ten minutes without one.
    Hurts: Throttled calls count neither as invocations nor as errors, so every other alarm of the function stays green
    while events wait, are retried, and in the end are dropped.
    Wrong when: A queue or stream consumer with a small reserved concurrency is throttled by design while it catches up.
    First:
    - Compare ConcurrentExecutions with the reserved concurrency, and with the account's limit in this region.
    - See which function has taken the concurrency: often another one, after a burst or a retry storm.
    Then:
    - Raise or remove the reserved concurrency if this function's own limit is the one that was hit.
    - Ask AWS for a higher account limit if all functions together are at it; meanwhile cap the greedy one.
    - Shorten the run: half the duration needs half the concurrency.
    Prevent:
    - Reserve concurrency for critical functions, and cap batch consumers with maximum concurrency on the mapping.
    - Watch concurrency_near_limit: it speaks before the first throttle.
    Form: Throttles has points only in minutes with traffic, so gaps are filled with 0. Ten in five minutes is looked
    for in the last complete window as well as in the newest, whose points are still coming in. Recovery needs its own
    alarm: ten minutes without any, not five with fewer than eleven.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html"
    covers = ("AWS/Lambda Throttles FunctionName",)
    Tuning: ClassVar[type[RuleTuning]] = BurstTuning

    def conditions(self, watch: Watch[Spec, BurstTuning]) -> Iterator[Condition]:
        yield from burst(watch.tuning, {"throttles": metrics.throttles(watch.resource)}, unit="throttles")
