"""One runbook: the rule's essay, this resource's real names, thresholds, links and commands."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitors.model.alarm import Alarm, Part
from monitors.words import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from monitors.model.alarm import CompositeAlarm
    from monitors.model.essay import RuleFacts
    from monitors.model.plan import Plan, ResourcePlan


@cache
def _template() -> Template:
    # Markdown for people and GitLab, which sanitises it itself: HTML escapes would only disfigure commands.
    environment = Environment(
        loader=PackageLoader("generators.runbooks", "."),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("runbook.md.j2")


def render_runbook(plan: Plan, entry: ResourcePlan, rule: RuleFacts, alarms: Sequence[Alarm | CompositeAlarm]) -> str:
    """Markdown with `<!-- watchbill:begin … -->` blocks; everything outside them belongs to people."""
    team = next((team for team in plan.service.teams if team.name == entry.resource.owner), None)
    first = alarms[0]
    settings = entry.resource.settings
    return _template().render(
        alarm=first,
        conditions=[(_role(alarm), phrase(alarm.condition)) for alarm in alarms if isinstance(alarm, Alarm)],
        children=getattr(first, "children", ()),
        commands=entry.list_commands(),
        essay=rule.essay,
        names=[alarm.name for alarm in alarms],
        notes=getattr(settings, "runbook_notes", "").strip(),
        own_notes=_tuning_notes(settings, rule.id),
        queries=entry.queries,
        resource=entry.resource,
        rule=rule,
        service=plan.service,
        team=team,
    )


def _role(alarm: Alarm) -> str:
    return {
        Part.TRIP: "opens the incident",
        Part.HOLD: "not recovered yet; its OK closes the incident",
        Part.STEP: f"raises the incident to {alarm.severity}",
    }[alarm.part]


def _tuning_notes(settings: object, rule: str) -> str:
    tuning = getattr(getattr(settings, "rules", None), rule.partition(".")[2], None)
    return (getattr(tuning, "notes", None) or "").strip()
