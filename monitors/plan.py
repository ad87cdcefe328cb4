"""The pipeline on one page: spec → resources → rules → plan."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from monitors import compile as compiler
from monitors import names
from monitors.alerting import policy, receivers, routes
from monitors.checks import check_plan
from monitors.drawing import draw_row
from monitors.model.errors import PlanError
from monitors.model.plan import Plan, ResourcePlan, Service, Team
from monitors.model.report import Report
from monitors.model.resource import Resource
from monitors.rule import CompositeRule, Watch
from monitors.scope import build_scope
from monitors.spec.report import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.catalogue import Catalogue, Entry, Kind
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.log_metric import LogMetric
    from monitors.scope import Scope
    from monitors.spec.document import SpecDocument
    from monitors.spec.model import ResourceSpec, RuleTuning


def build_plan(document: SpecDocument, catalogue: Catalogue) -> Plan:
    """Everything to be made for one spec and environment, sorted by kind and key.

    Raises PlanError with every collision, dead alarm and broken limit.
    """
    service = _service(document)
    declared = [r for kind in catalogue.kinds.values() for r in _declared(kind, document, service)]
    scope = build_scope(service, declared)
    derived = [r for kind in catalogue.kinds.values() for r in _derived(kind, document, scope)]
    scope = build_scope(service, [*declared, *derived])
    entries = [
        _watch_resource(catalogue.kinds[resource.kind], resource, document, scope)
        for resource in sorted((*declared, *derived), key=lambda r: (r.kind, r.key))
    ]
    entries = _with_composites(entries, catalogue, document, scope)
    plan = Plan(
        service=service,
        resources=tuple(entries),
        receivers=tuple(receivers(document)),
        routes=tuple(routes(document)),
        policy=policy(document),
        report=_report(document),
        rules={entry.id: entry.facts for entry in catalogue.rules},
    )
    problems = check_plan(plan)
    if problems:
        raise PlanError(problems)
    return plan


def _service(document: SpecDocument) -> Service:
    head = document.head
    return Service(
        name=head.service,
        product=head.product,
        environment=document.environment,
        region=head.region,
        owner=head.owner,
        runbooks_url=head.links.runbooks,
        repository_url=head.links.repository,
        documentation_url=head.links.documentation,
        teams=tuple(
            Team(
                name=name,
                channel=team.channel,
                on_call=team.on_call,
                escalation=tuple(team.escalation),
                email=team.email,
            )
            for name, team in sorted(head.teams.items())
        ),
        spec_file=document.file,
        spec_digest=document.digest,
    )


def _declared(kind: Kind, document: SpecDocument, service: Service) -> Iterator[Resource[Any]]:
    template = document.head.names.get(kind.name, kind.spec.NAME_TEMPLATE)
    for key, settings in document.resources.get(kind.name, {}).items():
        yield Resource(
            kind=kind.name,
            key=key,
            name=kind.spec.physical_name(names.physical(template, service, key, settings.name), settings),
            owner=settings.owner or service.owner,
            critical=settings.critical,
            managed=settings.managed,
            settings=settings,
            source=document.place(str(kind.spec.SECTION), key),
            tags=tuple(sorted(settings.tags.items())),
        )


def _derived(kind: Kind, document: SpecDocument, scope: Scope) -> Iterator[Resource[Any]]:
    derive = kind.functions.get("derive")
    if derive is not None:
        yield from derive(document, scope)


def tuning_of(resource: Resource[Any], symptom: str, document: SpecDocument) -> RuleTuning:
    """The rule's tuning there: a resource's own, or its kind's for derived kinds."""
    settings: ResourceSpec = resource.settings
    rules = document.derived_rules.get(resource.kind) if settings.SECTION is None else getattr(settings, "rules", None)
    tuning: RuleTuning = getattr(rules, symptom)
    return tuning


def _watch_resource(kind: Kind, resource: Resource[Any], document: SpecDocument, scope: Scope) -> ResourcePlan:
    alarms: list[Alarm] = []
    log_metrics: list[LogMetric] = []
    for entry in kind.rules.values():
        watch = _watch(entry, resource, document, scope)
        if isinstance(entry.rule, CompositeRule) or not watch.tuning.enabled or not entry.rule.applies(watch):
            continue
        alarms += compiler.alarms(entry.rule, entry, watch)
        log_metrics += entry.rule.log_metrics(watch)
    queries, commands, probe = (kind.functions.get(name) for name in ("queries", "commands", "probe"))
    return ResourcePlan(
        resource=resource,
        alarms=tuple(alarms),
        row=draw_row(kind, resource, scope, alarms),
        queries=tuple(queries(resource, scope)) if queries else (),
        log_metrics=tuple(log_metrics),
        list_commands=partial(commands, resource, scope) if commands else tuple,
        canary=probe(resource, document, scope) if probe else None,
    )


def _watch(entry: Entry, resource: Resource[Any], document: SpecDocument, scope: Scope) -> Watch[Any, Any]:
    section = str(resource.settings.SECTION or "defaults")
    return Watch(
        resource=resource,
        tuning=tuning_of(resource, entry.symptom, document),
        scope=scope,
        source=document.place(
            section, resource.key if section != "defaults" else resource.kind, "rules", entry.symptom
        ),
    )


def _with_composites(
    entries: list[ResourcePlan], catalogue: Catalogue, document: SpecDocument, scope: Scope
) -> list[ResourcePlan]:
    """Composite rules see every metric alarm of the plan."""
    alarms = [alarm for entry in entries for alarm in entry.alarms]
    done: list[ResourcePlan] = []
    for plan in entries:
        composites: list[CompositeAlarm] = []
        for entry in catalogue.kinds[plan.resource.kind].rules.values():
            if isinstance(entry.rule, CompositeRule):
                watch = _watch(entry, plan.resource, document, scope)
                if watch.tuning.enabled:
                    composites += compiler.composites(entry.rule, entry, watch, alarms)
        done.append(replace(plan, composites=tuple(composites)))
    return done


def _report(document: SpecDocument) -> Report | None:
    weekly, objectives = document.head.reports.weekly, document.head.reports.objectives
    if not weekly.enabled:
        return None
    return Report(
        receivers=tuple(weekly.to),
        weekday=WEEKDAYS.index(weekly.weekday),
        hour=weekly.hour,
        time_zone=weekly.time_zone,
        objective=objectives.success_percent,
        objectives=tuple(sorted(objectives.functions.items())),
        source=document.place("reports", "weekly"),
    )
