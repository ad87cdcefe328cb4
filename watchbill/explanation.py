"""A rule or an alarm in words, for the terminal."""

from __future__ import annotations

from difflib import get_close_matches
from textwrap import fill
from typing import TYPE_CHECKING

from monitors.model.alarm import Alarm, Part
from monitors.words import phrase
from watchbill.audience import Audience
from watchbill.rule_facts import settings_of, starts_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.catalogue import Catalogue, Entry
    from monitors.model.alarm import CompositeAlarm, Condition
    from monitors.model.plan import Plan

WIDTH = 100
ROLES = {
    Part.TRIP: "opens the incident",
    Part.HOLD: "keeps it open; its OK closes it",
    Part.STEP: "raises it",
}


def explain_rule(entry: Entry, plan: Plan | None) -> Iterator[str]:
    """The essay, the thresholds with their defaults, and the rule's alarms where a plan is given."""
    yield from (f"{entry.id}: {entry.essay.symptom}", "")
    yield f"  priority {entry.rule.priority}, severity {entry.rule.severity}, {entry.rule.source}"
    if not starts_on(entry):
        yield f"  off unless asked for: {entry.rule.Tuning.model_fields['reason'].default}"
    yield ""
    yield from _thresholds(entry, None)
    if plan is not None:
        yield from _alarms(entry, plan)
    yield from _essay(entry)


def explain_alarm(alarm: Alarm | CompositeAlarm, entry: Entry, plan: Plan) -> Iterator[str]:
    """Name, condition, expression, tuning, who is told, links; then the rule's essay."""
    yield from (f"{alarm.name}: {entry.essay.symptom}", "")
    if isinstance(alarm, Alarm):
        yield f"  {ROLES[alarm.part]} while {phrase(alarm.condition)}"
        yield from _evaluation(alarm.condition)
    else:
        yield from (f"  in ALARM while {alarm.rule_expression}",)
    yield ""
    yield f"  resource   {alarm.kind} {alarm.resource}, of {alarm.owner}"
    yield f"  told       priority {alarm.priority}, severity {alarm.severity}: {_audience(alarm, plan)}"
    yield f"  rule       {alarm.rule}, said at {alarm.source}"
    yield from (f"  {name:<10} {url}" for name, url in _links(alarm) if url)
    yield ""
    resource = plan.find(alarm.kind, alarm.resource).resource
    yield from _thresholds(entry, getattr(getattr(resource.settings, "rules", None), entry.symptom, None))
    yield from _essay(entry)


def suggest(name: str, catalogue: Catalogue, plan: Plan | None) -> str:
    """`; did you mean …?`, or nothing."""
    alarms = list(plan.every_alarm) if plan else []
    names = [entry.id for entry in catalogue.rules] + [name for alarm in alarms for name in (alarm.name, alarm.id)]
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    return f"; did you mean {', '.join(close)}?" if close else "; `watchbill rules` lists the rules"


def _evaluation(condition: Condition) -> Iterator[str]:
    for series in condition.series:
        if series.metric is not None:
            metric = series.metric
            where = ", ".join(f"{name}={value}" for name, value in metric.dimensions)
            yield f"    {series.id} = {metric.statistic} of {metric.namespace} {metric.name} by {where or 'nothing'}"
        else:
            yield f"    {series.id} = {series.expression}"
    limit = f"{condition.returned.id} {condition.comparison.symbol} {condition.threshold:,.10g}"
    window = f"{condition.datapoints_to_alarm} of {condition.evaluation_periods} windows of {condition.period} s"
    yield f"    ALARM when {limit} in {window}; missing data: {condition.missing_data}"


def _audience(alarm: Alarm | CompositeAlarm, plan: Plan) -> str:
    if isinstance(alarm, Alarm) and not alarm.tells_alarm:
        return "nobody by itself, for it only says when to close"
    told = Audience(plan).receivers_of(alarm)
    return ", then ".join(f"{receiver.name} ({receiver.channel})" for receiver in told) or "nobody: no route takes it"


def _links(alarm: Alarm | CompositeAlarm) -> tuple[tuple[str, str], ...]:
    return (("runbook", alarm.links.runbook), ("dashboard", alarm.links.dashboard), ("logs", alarm.links.logs))


def _thresholds(entry: Entry, tuning: object | None) -> Iterator[str]:
    settings = settings_of(entry)
    if not settings:
        return
    yield "Thresholds"
    for setting in settings:
        value = getattr(tuning, setting.name, setting.default)
        default = "" if value == setting.default else f" (default {setting.default})"
        yield f"  {setting.name}: {value}{default}"
        yield f"      {setting.description}"
    yield ""


def _alarms(entry: Entry, plan: Plan) -> Iterator[str]:
    made = [alarm for alarm in plan.every_alarm if alarm.rule == entry.id]
    yield f"Alarms in {plan.service.environment}" if made else f"No alarm in {plan.service.environment}"
    for alarm in made:
        yield f"  {alarm.name} ({alarm.source})"
        if isinstance(alarm, Alarm):
            yield f"      {phrase(alarm.condition)}"
    yield ""


def _essay(entry: Entry) -> Iterator[str]:
    essay = entry.essay
    paragraphs = (("Watches", essay.watches), ("Hurts", essay.hurts), ("Wrong when", essay.wrong_when))
    for heading, text in paragraphs:
        yield from (heading, _wrapped(text), "")
    for heading, steps in (("First", essay.first), ("Then", essay.then), ("Prevent", essay.prevent)):
        yield heading
        yield from (fill(step, WIDTH, initial_indent="  - ", subsequent_indent="    ") for step in steps)
        yield ""
    if essay.form:
        yield from ("Why this form", _wrapped(essay.form))


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
