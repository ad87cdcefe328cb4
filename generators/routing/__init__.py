"""How alerts leave CloudWatch: topics, the alert router and all around it, and the spec's mutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Fragment
from generators.crew import CrewFunction, declare_crew
from generators.routing.break_glass import declare_break_glass
from generators.routing.crew import declare_router
from generators.routing.incidents import declare_incidents
from generators.routing.intake import declare_intake
from generators.routing.key import declare_key
from generators.routing.mailbox import declare_mailboxes
from generators.routing.mute import declare_mutes
from generators.routing.reconciler import declare_reconciler
from generators.routing.topic import declare_topic
from generators.routing.webhook import declare_webhooks
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """The foundation that every other stack publishes to; the router, where receivers need one; mute rules."""
    topics = [resource for priority in Priority for resource in declare_topic(plan.service, priority)]
    mailboxes = declare_break_glass(plan) if plan.policy.enabled else declare_mailboxes(plan)
    yield Fragment(unit="foundation", resources=(*declare_key(plan.service), *topics, *mailboxes))
    for entry in plan.of_kind("router"):
        router = entry.resource
        yield Fragment(
            unit=router.id,
            resources=(
                declare_incidents(plan, router),
                *declare_crew(plan.service, declare_router(plan, router), build),
                *declare_intake(plan, router),
                *declare_reconciler(plan, router),
                *declare_webhooks(plan, router),
            ),
            after=("foundation",),
        )
    yield from declare_mutes(plan)


def crew(plan: Plan) -> Iterator[CrewFunction]:
    """The router's function."""
    for entry in plan.of_kind("router"):
        yield declare_router(plan, entry.resource)
