"""The pages of a function, an alarm, an incident, or the whole service: console, dashboard, runbook, logs, vendors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generators.dashboards.detail import dashboard_name
from monitors import links
from monitors.model.alarm import Alarm, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitors.model.alarm import CompositeAlarm
    from monitors.model.plan import Plan, ResourcePlan
    from watchbill.oncall.incident_table import File

TARGETS = ("console", "dashboard", "runbook", "logs", "pagerduty", "slack", "repository")


@dataclass(frozen=True, slots=True)
class Page:
    """`target` is one of TARGETS; `what` says which page, where there are several of a target."""

    target: str
    what: str
    url: str


def service_pages(plan: Plan) -> tuple[Page, ...]:
    """The overview, the runbooks, the alarms, the repository."""
    service = plan.service
    entry = plan.of_kind("service")[0]
    console = _row_link(entry, "console")
    return _distinct(
        [
            Page("dashboard", "overview", links.dashboard(service, f"{service.prefix}-overview")),
            Page("console", "alarms", console),
            Page("runbook", "all", f"{service.runbooks_url}/README.md"),
            *_queries(service.region, [entry]),
            *_schedules(plan),
            Page("repository", service.name, service.repository_url),
        ]
    )


def resource_pages(plan: Plan, entry: ResourcePlan) -> tuple[Page, ...]:
    """Its console, its dashboard, a runbook an alarm, its logs."""
    resource = entry.resource
    title = getattr(resource.settings, "DASHBOARD", None)
    name = dashboard_name(plan, title) if title else f"{plan.service.prefix}-overview"
    return _distinct(
        [
            Page("console", resource.name, _row_link(entry, "console")),
            Page("dashboard", name, links.dashboard(plan.service, name)),
            Page("logs", "newest errors", _row_link(entry, "logs")),
            *_queries(plan.service.region, [entry]),
            *_runbooks((*entry.alarms, *entry.composites)),
        ]
    )


def alarm_pages(plan: Plan, alarms: Sequence[Alarm | CompositeAlarm]) -> tuple[Page, ...]:
    """Of trip alarms, and of what else is asked for by name."""
    chosen = [a for a in alarms if len(alarms) == 1 or not isinstance(a, Alarm) or a.part is Part.TRIP] or alarms
    return _distinct(
        [
            *(Page("console", alarm.name, links.alarm(plan.service, alarm.name)) for alarm in chosen),
            *(Page("dashboard", _symptom(alarm), alarm.links.dashboard) for alarm in chosen),
            *_runbooks(chosen),
            *(Page("logs", alarm.resource, alarm.links.logs) for alarm in chosen),
        ]
    )


def incident_pages(plan: Plan, file: File) -> tuple[Page, ...]:
    """Its alarms' pages, and where people talk of it: Slack's thread, PagerDuty."""
    incident, resources = file.episode.incident, file.episode.resources
    alarms = [a for a in plan.every_alarm if a.rule == incident.rule and a.resource in resources]
    return _distinct([*alarm_pages(plan, alarms), *_threads(file), *_schedules(plan, incident.told)])


def _threads(file: File) -> Iterator[Page]:
    """Slack finds the workspace itself from a channel's id."""
    for receiver, receipt in sorted(file.receipts.items()):
        channel, stamp = receipt.extra.get("channel", ""), receipt.thread or receipt.provider_id
        if channel and stamp:
            yield Page("slack", receiver, f"https://slack.com/archives/{channel}/p{stamp.replace('.', '')}")


def _schedules(plan: Plan, told: Iterable[str] | None = None) -> Iterator[Page]:
    """PagerDuty's own page of an incident is known to PagerDuty alone; its list is where the schedule is."""
    for receiver in plan.receivers:
        schedule = dict(receiver.settings).get("schedule_url", "")
        if receiver.channel == "pagerduty" and schedule and (told is None or receiver.name in told):
            address = urlsplit(schedule)
            yield Page("pagerduty", receiver.name, f"{address.scheme}://{address.netloc}/incidents")


def _queries(region: str, entries: Iterable[ResourcePlan]) -> Iterator[Page]:
    for entry in entries:
        for query in entry.queries:
            url = links.logs_insights(region, query.log_groups, query.text)
            yield Page("logs", query.name.rpartition("/")[2], url)


def _runbooks(alarms: Iterable[Alarm | CompositeAlarm]) -> Iterator[Page]:
    return (Page("runbook", _symptom(alarm), alarm.links.runbook) for alarm in alarms)


def _symptom(alarm: Alarm | CompositeAlarm) -> str:
    return f"{alarm.resource} {alarm.rule.rpartition('.')[2].replace('_', ' ')}"


def _row_link(entry: ResourcePlan, name: str) -> str:
    return dict(entry.row.links).get(name, "") if entry.row else ""


def _distinct(pages: Iterable[Page]) -> tuple[Page, ...]:
    """Each address once, in the order of TARGETS; what has no address is left out."""
    seen = {page.url: page for page in reversed(list(pages)) if page.url}
    kept = list(reversed(seen.values()))
    return tuple(sorted(kept, key=lambda page: TARGETS.index(page.target)))
