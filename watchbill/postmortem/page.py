"""A case as Markdown: the known parts filled in, the others asked for."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitors import links
from monitors.words import phrase
from watchbill.findings.full import printable
from watchbill.oncall.moment import span
from watchbill.postmortem.fold import fold
from watchbill.postmortem.moment import Source

if TYPE_CHECKING:
    from datetime import datetime

    from jinja2 import Template

    from monitors.model.alarm import Alarm, CompositeAlarm
    from watchbill.postmortem.case import Case

SHOWN = 200
"""Lines of a timeline that a person reads; a storm has more, and JSON has them all."""
SEVERITIES = (
    ("P1", "Critical", "all functions down, production data lost"),
    ("P2", "High", "a function down, processing lag above 4 hours"),
    ("P3", "Medium", "degraded, errors that are not critical"),
    ("P4", "Low", "cosmetic, logging"),
)
"""Operations manual, Incident Response."""
PROCEDURE = (
    ("Acknowledge", "the on-call engineer is paged and has it"),
    ("Assess", "severity and impact"),
    ("Communicate", "post in the incident channel"),
    ("Mitigate", "stop the bleeding: roll back, scale up, fail over"),
    ("Resolve", "mend the cause"),
    ("Document", "this page (P1 and P2)"),
)


@cache
def _template() -> Template:
    # Markdown for people and GitLab, which sanitises it itself: HTML escapes would only disfigure commands.
    environment = Environment(
        loader=PackageLoader("watchbill.postmortem", "."),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _cell
    environment.filters["utc"] = _utc
    return environment.get_template("postmortem.md.j2")


def render_page(case: Case, written: datetime) -> str:
    """The whole page. `written` is when."""
    service = case.plan.service
    owners = {entry.resource.owner for entry in case.affected} or {service.owner}
    told = fold(case.timeline)
    dashboards = dict.fromkeys(alarm.links.dashboard for alarm in case.alarms if alarm.links.dashboard)
    return _template().render(
        acknowledged_after=_took(case.acknowledged_after),
        affected=case.affected,
        alarms=[(alarm, _meaning(alarm), links.alarm(service, alarm.name)) for alarm in case.alarms],
        case=case,
        cut=max(len(told) - SHOWN, 0),
        dashboards=list(dashboards),
        deployments=[moment for moment in told if moment.source is Source.DEPLOYMENT],
        incidents=[file.episode.incident for file in case.files],
        notified=Counter(moment.subject for moment in case.of(Source.TOLD)),
        procedure=PROCEDURE,
        resolved_after=_took(case.resolved_after),
        runbooks=list(dict.fromkeys(alarm.links.runbook for alarm in case.alarms if alarm.links.runbook)),
        service=service,
        severities=SEVERITIES,
        teams=[team for team in service.teams if team.name in owners],
        timeline=told[:SHOWN],
        title=_title(case),
        window=case.window,
        written=written,
    )


def _title(case: Case) -> str:
    """`P2: error rate high of greet`; of several how many."""
    if len(case.files) == 1:
        incident, resources = case.files[0].episode.incident, case.files[0].episode.resources
        more = f" and {len(resources) - 1} more" if len(resources) > 1 else ""
        return f"{incident.severity}: {incident.symptom} of {(resources or ('?',))[0]}{more}"
    subject = f"{len(case.files)} incidents" if case.files else f"{len(case.alarms)} alarms"
    return f"{case.severity}: {subject}" if case.severity else subject


def _meaning(alarm: Alarm | CompositeAlarm) -> str:
    condition = getattr(alarm, "condition", None)
    return phrase(condition) if condition else f"{len(getattr(alarm, 'children', ()))} alarms together"


def _took(seconds: float | None) -> str:
    return "" if seconds is None else span(seconds)


def _cell(text: str) -> str:
    """Text that cannot break a Markdown table, nor begin a tag or a link."""
    plain = printable(text.replace("\n", " "))
    for sign in "\\|<>`[]*_":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
