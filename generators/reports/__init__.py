"""The weekly report: its function, what starts it, and what it has to know of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Fragment
from generators.crew import CrewFunction, declare_crew
from generators.reports.dead_letters import declare_dead_letters
from generators.reports.facts import report_json
from generators.reports.rights import statements
from generators.reports.schedule import declare_invocation, declare_schedules
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

ROLE = "weekly-report"
FACTS = "workers/weekly_report/report.json"
TIMEOUT_SECONDS = 600
"""Four weeks of a thousand series take minutes; nobody waits for it."""
MEMORY_MB = 1024


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """One unit, deployed after the router's, which holds the incident table."""
    for function in crew(plan):
        report = _resource(plan)
        yield Fragment(
            unit=report.id,
            resources=(
                *declare_dead_letters(plan, report),
                *declare_crew(plan.service, function, build),
                declare_invocation(report),
                *declare_schedules(plan, report),
            ),
            after=("foundation", *(entry.resource.id for entry in plan.of_kind("router"))),
        )


def crew(plan: Plan) -> Iterator[CrewFunction]:
    """None or one."""
    if plan.report is None:
        return
    report = _resource(plan)
    yield CrewFunction(
        role=ROLE,
        name=report.name,
        handler="workers.weekly_report.handler.handle",
        description="Mails the weekly report",
        timeout_seconds=TIMEOUT_SECONDS,
        memory_size_mb=MEMORY_MB,
        environment={"INCIDENT_TABLE": names.incident_table(plan.service)},
        statements=tuple(statements(plan, report)),
        files={FACTS: report_json(plan)},
        source=plan.report.source,
    )


def _resource(plan: Plan) -> Resource[object]:
    """The derived resource, which has the name that its alarm watches."""
    (entry,) = plan.of_kind("report")
    return entry.resource
