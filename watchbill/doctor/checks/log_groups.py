"""Functions' logs are kept for a while, and forwarded where the spec says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from generators.logs.delivery import log_stream_of
from watchbill.doctor.finding import problem, warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    functions = [entry.resource for entry in patient.plan.of_kind("lambda_function")]
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda function: list(_look(patient, function)), functions))
    fit = sum(not findings for findings in found)
    for findings in found:
        yield from findings
    if fit:
        yield well(f"{fit} log {'group' if fit == 1 else 'groups'}")


def _look(patient: Patient, function: Resource[Any]) -> Iterator[Finding]:
    name = function.settings.log_group(function.name)
    logs = patient.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix=name).get("logGroups", ())
    group = next((one for one in groups if one["logGroupName"] == name), None)
    if group is None:
        why = "alarms that count in its log see nothing, and there is nothing to read at 3 am"
        yield problem(f"log group {name} does not exist", why, "watchbill deploy" if function.managed else "deploy it")
        return
    if not group.get("retentionInDays"):
        yield warning(f"{name} is kept for ever", "it costs more each month", "watchbill deploy sets its retention")
    if function.managed and function.settings.use_log_stream and log_stream_of(patient.plan) is not None:
        filters = logs.describe_subscription_filters(logGroupName=name).get("subscriptionFilters", ())
        if not filters:
            yield warning(f"{name} is not forwarded", "the log stream lacks this function's lines", "watchbill deploy")
