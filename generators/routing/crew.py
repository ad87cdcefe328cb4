"""The alert router's function: what it is told, and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.arn import queue_url, sub
from generators.crew import CrewFunction
from generators.routing.break_glass import TOPIC_VARIABLE
from generators.routing.document import FILE, reference, write_routes
from generators.routing.right import statements
from generators.routing.topics import topic_arn
from monitors import names
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

TIMEOUT_SECONDS = 60
"""A batch's receivers are told at once, each within ten seconds; what is left over waits in the outbox."""


def declare_router(plan: Plan, router: Resource[object]) -> CrewFunction:
    """The function of a plan's router."""
    service = plan.service
    outside = {"HEARTBEAT_URL": reference(secret)} if (secret := plan.policy.heartbeat_secret) else {}
    return CrewFunction(
        role=router.key,
        name=router.name,
        handler="workers.alert_router.handler.handle",
        description="Turns changes of alarms into incidents, and tells people",
        timeout_seconds=TIMEOUT_SECONDS,
        environment={
            **dict(plan.policy.environment),
            **outside,
            "INCIDENT_TABLE": names.incident_table(service),
            "METRICS_NAMESPACE": "Watchbill/Router",
            "ROUTER_QUEUE_URL": sub(queue_url(router.name)),
            TOPIC_VARIABLE: topic_arn(service, Priority.HIGH),
        },
        statements=tuple(statements(plan, router.name)),
        files={FILE: write_routes(plan)},
        lint_ignored=("W3037",),  # its list of actions lacks DescribeAlarmContributors
        source=router.source,
    )
