"""How alerts leave CloudWatch: the foundation that every other stack publishes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Fragment
from generators.routing.key import declare_key
from generators.routing.mailbox import declare_mailboxes
from generators.routing.topic import declare_topic
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """One encrypted topic a priority, the key they share, and the mailboxes subscribed to them."""
    topics = [resource for priority in Priority for resource in declare_topic(plan.service, priority)]
    yield Fragment(unit="foundation", resources=(*declare_key(plan.service), *topics, *declare_mailboxes(plan)))
