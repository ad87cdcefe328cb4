"""Conditions → alarms: names, words, tags and who is told. The only place where an Alarm is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors import links, names
from monitors.composite import tree
from monitors.model.alarm import Alarm, CompositeAlarm, Links, Part
from monitors.words import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.catalogue import Entry
    from monitors.model.alarm import Condition
    from monitors.rule import CompositeRule, Rule, Watch

DESCRIPTION_MAX = 1024  # PutMetricAlarm's limit


def alarms(rule: Rule[Any, Any], entry: Entry, watch: Watch[Any, Any]) -> Iterator[Alarm]:
    """The alarms of one rule on one resource."""
    conditions = tuple(rule.conditions(watch))
    held = any(condition.part is Part.HOLD for condition in conditions)
    for condition in conditions:
        yield _alarm(entry, watch, condition, held=held)


def _alarm(entry: Entry, watch: Watch[Any, Any], condition: Condition, *, held: bool) -> Alarm:
    resource, service, tuning = watch.resource, watch.scope.service, watch.tuning
    incident = names.incident(service, resource.settings.SHORT, resource.key, entry.symptom)
    priority = tuning.priority or condition.priority or entry.rule.priority
    severity = condition.severity or tuning.severity or entry.rule.severity
    page = _links(entry, watch)
    return Alarm(
        name=names.alarm(incident, condition.part),
        rule=entry.id,
        kind=resource.kind,
        resource=resource.key,
        incident=incident,
        condition=condition,
        priority=priority,
        severity=severity,
        owner=resource.owner,
        description=describe(entry, watch, condition, page),
        links=page,
        tags=_tags(entry, watch, incident, condition.part, str(priority), str(severity), page, held=held),
        source=watch.source,
        tells_alarm=condition.part is not Part.HOLD,
        tells_ok=condition.part is Part.HOLD or (condition.part is Part.TRIP and not held),
    )


def composites(
    rule: CompositeRule[Any, Any], entry: Entry, watch: Watch[Any, Any], plan_alarms: Sequence[Alarm]
) -> tuple[CompositeAlarm, ...]:
    """The composite of one rule, as a tree where it has more than a hundred children; empty where it has none."""
    children = [child.name for child in rule.children(watch, plan_alarms)]
    if not children:
        return ()
    resource, service, tuning = watch.resource, watch.scope.service, watch.tuning
    incident = names.incident(service, resource.settings.SHORT, resource.key, entry.symptom)
    priority, severity = tuning.priority or entry.rule.priority, tuning.severity or entry.rule.severity
    page = _links(entry, watch)
    top = CompositeAlarm(
        name=incident,
        rule=entry.id,
        kind=resource.kind,
        resource=resource.key,
        incident=incident,
        rule_expression="",
        children=(),
        priority=priority,
        severity=severity,
        owner=resource.owner,
        description=_text(entry, watch, f"{entry.essay.symptom}.", page),
        links=page,
        tags=_tags(entry, watch, incident, Part.TRIP, str(priority), str(severity), page, held=False),
        source=watch.source,
    )
    return tree(top, children, rule.operator)


ERRORS_QUERY = "fields @timestamp, level, message | filter level in ['ERROR','WARN'] | sort @timestamp desc"


def _links(entry: Entry, watch: Watch[Any, Any]) -> Links:
    service = watch.scope.service
    return Links(
        runbook=links.runbook(service, entry.id, watch.resource.key),
        dashboard=links.dashboard(service, f"{service.prefix}-overview"),
        logs=_logs(watch),
    )


def _logs(watch: Watch[Any, Any]) -> str:
    group = getattr(watch.resource.settings, "log_group", None)
    if group is None:
        return ""
    text = getattr(watch.resource.settings, "log_query", None)
    query = text(watch.resource.name) if text else ERRORS_QUERY
    name = group(watch.resource.name)
    return links.logs_insights(watch.scope.service.region, (name,), query) if name else ""


def _tags(
    entry: Entry,
    watch: Watch[Any, Any],
    incident: str,
    part: Part,
    priority: str,
    severity: str,
    page: Links,
    *,
    held: bool,
) -> tuple[tuple[str, str], ...]:
    """What the router needs to know. `held` tells that a hold alarm closes the incident, whose events may yet come."""
    resource, service = watch.resource, watch.scope.service
    tags = {
        **dict(resource.tags),
        "watchbill:environment": service.environment,
        "watchbill:held": "yes" if held else "no",
        "watchbill:incident": incident,
        "watchbill:owner": resource.owner,
        "watchbill:part": part.value,
        "watchbill:priority": priority,
        "watchbill:resource": resource.key,
        "watchbill:rule": entry.id,
        "watchbill:runbook": page.runbook[:256],  # a tag's value is 256 characters at most
        "watchbill:service": service.name,
        "watchbill:severity": severity,
    }
    return tuple(sorted(tags.items()))


def describe(entry: Entry, watch: Watch[Any, Any], condition: Condition, page: Links) -> str:
    """What, impact, threshold with unit, links, owner: plain text with bare addresses, cut to 1,024 characters."""
    subject = f"{watch.resource.settings.TITLE} {watch.resource.key}"
    heading = f"{subject}: {entry.title.lower()}."
    if condition.part is Part.HOLD:
        heading = f"{subject}: not yet recovered from {entry.title.lower()}."
    return _text(entry, watch, f"{heading} In ALARM while {phrase(condition)}.", page)


def _text(entry: Entry, watch: Watch[Any, Any], head: str, page: Links) -> str:
    tail = [f"Owner: {watch.resource.owner}", f"Runbook: {page.runbook}", f"Dashboard: {page.dashboard}"]
    if page.logs and sum(map(len, tail)) + len(page.logs) < DESCRIPTION_MAX // 2:
        tail.append(f"Logs: {page.logs}")
    room = DESCRIPTION_MAX - len(head) - sum(len(line) + 1 for line in tail) - 2
    return "\n".join([f"{head} {_fit(entry.essay.hurts, room)}".rstrip(), *tail])


def _fit(text: str, room: int) -> str:
    """Whole sentences only, as many as there is room for."""
    while len(text) > room:
        text = text.rstrip(".").rpartition(". ")[0]
        text = f"{text}." if text else ""
    return text
