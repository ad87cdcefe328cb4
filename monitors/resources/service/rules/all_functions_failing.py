"""service.all_functions_failing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.model.alarm import Part, Priority, Severity
from monitors.resources.service.spec import Spec
from monitors.rule import CompositeRule
from monitors.spec.model import RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.rule import Watch


class AllFunctionsFailing(CompositeRule[Spec, RuleTuning]):
    """Every function of the service fails at once.

    Watches: The error-rate alarms of all functions together: in ALARM when each of them is.
    Hurts: Nothing is processed: this is P1. A cause that all share has broken, not eight pieces of code.
    Wrong when: The service has a single function; then it says no more than that function's own alarm.
    First:
    - What do all functions share? A deployment of all stacks, a role or key, the region, the account's limits.
    - See the AWS Health Dashboard; look for a change in the last hour, ours or the account's.
    Then:
    - Roll the deployment back if there was one.
    - Say in the incident channel what is known, and escalate at once: this cannot wait for its cause to be found.
    - Stop what feeds the functions only if retries make it worse; streams and queues keep their data.
    - Afterwards redrive, and write the postmortem.
    Prevent:
    - Deploy stack by stack, with a look at the canaries between.
    - Keep recovery under fifteen minutes: practise the rollback.
    Form: A composite of alarms that exist anyway; over more than a hundred functions it becomes a tree. Functions whose
    error_rate_high is turned off are left out. A function without traffic is never in ALARM, so at idle hours this
    alarm needs the canaries.
    """

    priority = Priority.HIGH
    severity = Severity.P1
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html"
    Tuning: ClassVar[type[RuleTuning]] = RuleTuning

    def children(self, watch: Watch[Spec, RuleTuning], alarms: Sequence[Alarm]) -> Iterator[Alarm | CompositeAlarm]:
        for alarm in alarms:
            if alarm.rule == "lambda_function.error_rate_high" and alarm.part is Part.TRIP:
                yield alarm
