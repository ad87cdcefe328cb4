"""dynamodb_table.system_errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.event import EventTuning, event
from monitors.model.alarm import Priority, Severity
from monitors.resources.dynamodb_table import metrics
from monitors.resources.dynamodb_table.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class SystemErrors(Rule[Spec, EventTuning]):
    """DynamoDB itself answers with HTTP 500.

    Watches: SystemErrors of the operations in use: any in five minutes.
    Hurts: SDKs retry, so a few cost only time; many mean that the service is impaired, and writes fail.
    Wrong when: A table with very high traffic: a few in a million are normal, raise threshold_count.
    First:
    - See the AWS Health Dashboard for DynamoDB in this region.
    - Do our functions fail, or do their retries absorb it?
    Then:
    - Wait, and let retries and failure destinations do their work; there is nothing to mend on our side.
    - If it lasts, stop the loads that can wait, so that retries do not pile up.
    - Afterwards redrive what was parked.
    Prevent:
    - Bounded retries with jitter in all clients; idempotent writes.
    Form: The metric exists by table and operation only, and an alarm takes ten metrics: the operations in use are added
    up, gaps filled with 0. AWS's own recommendation names the table alone; its reference does not list such a series.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    covers = ("AWS/DynamoDB SystemErrors TableName",)
    Tuning: ClassVar[type[RuleTuning]] = EventTuning

    def conditions(self, watch: Watch[Spec, EventTuning]) -> Iterator[Condition]:
        errors = metrics.by_operation(watch.resource, "SystemErrors", "Sum")
        yield from event(watch.tuning, errors, unit="errors")
