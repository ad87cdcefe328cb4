"""report.json: all that the report's function has to know of the spec. workers/weekly_report/facts.py reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from generators.dashboards import dashboards
from generators.reports.limits import limits, place_of, pressures
from generators.reports.receivers import mailboxes
from monitors import links, prices
from monitors.cost import estimate
from monitors.model.alarm import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.alarm import CompositeAlarm
    from monitors.model.plan import Plan, ResourcePlan
    from monitors.model.report import Report

FORMAT = 1


def report_json(plan: Plan) -> bytes:
    """The same plan gives the same bytes: they are part of the function's package. Needs `plan.report`."""
    service, report = plan.service, plan.report
    if report is None:
        raise ValueError("the plan asks for no report")
    pages = [page.name for page in dashboards(plan)]
    told = [alarm for alarm in plan.every_alarm if _tells(alarm)]
    body: dict[str, Any] = {
        "format": FORMAT,
        "service": service.name,
        "environment": service.environment,
        "region": service.region,
        "owner": service.owner,
        "prefix": service.prefix,
        "schedule": {"weekday": report.weekday, "hour": report.hour, "time_zone": report.time_zone},
        "receivers": list(_receivers(plan)),
        "alarms": [_alarm(plan, alarm) for alarm in told],
        "rules": {
            rule: {"title": plan.rules[rule].title, "wrong_when": plan.rules[rule].essay.wrong_when}
            for rule in sorted({alarm.rule for alarm in plan.every_alarm})
        },
        "functions": [_function(plan, entry, report) for entry in plan.of_kind("lambda_function")],
        "limits": list(limits(plan)),
        "pressures": list(pressures(plan)),
        "cost": _cost(plan, pages),
        "objective": report.objective,
        "links": list(_links(plan, pages)),
        "notes": list(_notes(plan)),
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _tells(alarm: Alarm | CompositeAlarm) -> bool:
    return alarm.tells_alarm if isinstance(alarm, Alarm) else alarm.tells


def _receivers(plan: Plan) -> Iterator[JSON]:
    for receiver in mailboxes(plan):
        yield {
            "name": receiver.name,
            "channel": receiver.channel,
            "settings": dict(receiver.settings),
            "secrets": {
                name: f"ssm:{reference}" if reference.startswith("/") else f"secretsmanager:{reference}"
                for name, reference in receiver.secrets
            },
        }


def _alarm(plan: Plan, alarm: Alarm | CompositeAlarm) -> JSON:
    return {
        "name": alarm.name,
        "rule": alarm.rule,
        "resource": alarm.resource,
        "priority": alarm.priority.value,
        "severity": alarm.severity.value,
        "runbook": alarm.links.runbook,
        "tune": place_of(plan, alarm.kind, alarm.resource, alarm.rule),
        "event": isinstance(alarm, Alarm) and alarm.condition.threshold == 0,
    }


def _function(plan: Plan, entry: ResourcePlan, report: Report) -> JSON:
    resource = entry.resource
    canary = next((other for other in plan.of_kind("canary") if other.resource.key == resource.key), None)
    told = [alarm for alarm in entry.alarms if alarm.tells_alarm]
    return {
        "key": resource.key,
        "name": resource.name,
        "critical": resource.critical,
        "memory_size_mb": resource.settings.memory_size_mb,
        "log_group": f"/aws/lambda/{resource.name}",
        "alarms": len(told),
        "canary": canary.resource.name if canary else "",
        **(_canary_metric(canary) if canary else {}),
        "runbooks": sum(bool(alarm.links.runbook) for alarm in told),
        "objective": dict(report.objectives).get(resource.key),
    }


def _canary_metric(canary: ResourcePlan) -> JSON:
    """Where its runs are told: our own runner and CloudWatch Synthetics have a namespace and a dimension each."""
    drawn = [line.metric for chart in (canary.row.charts if canary.row else ()) for line in chart.lines]
    found = next(metric for metric in drawn if metric is not None and metric.name == "SuccessPercent")
    return {"canary_in": found.namespace, "canary_by": found.dimensions[0][0]}


def _cost(plan: Plan, pages: list[str]) -> JSON:
    bill = estimate(plan, pages)
    return {
        "total": bill.total,
        "currency": prices.CURRENCY,
        "as_of": prices.AS_OF,
        "items": [
            [item, len(lines), round(sum(line.price for line in lines), 2)] for item, lines in bill.by("item").items()
        ],
    }


def _links(plan: Plan, pages: list[str]) -> Iterator[tuple[str, str]]:
    service = plan.service
    yield from ((kind, links.dashboard(service, name)) for kind, name in (("Dashboard", pages[0]),) if pages)
    yield "Runbooks", service.runbooks_url
    yield "Spec", service.repository_url


def _notes(plan: Plan) -> Iterator[str]:
    """How tables take more load: the operations manual asks for auto-scaling, or on-demand."""
    for entry in plan.of_kind("dynamodb_table"):
        settings, key = entry.resource.settings, entry.resource.key
        if settings.billing != "provisioned":
            yield f"{key} is on demand: it has no capacity to run out of, only the account's limits."
            continue
        for what, capacity in (("reads", settings.read_capacity), ("writes", settings.write_capacity)):
            if capacity.max > capacity.min:
                yield f"{key} scales its {what} by itself, from {capacity.min:,} to {capacity.max:,} units."
            else:
                yield f"{key} has {capacity.min:,} units for {what} and does not scale them: give it a max."
