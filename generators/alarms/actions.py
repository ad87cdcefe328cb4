"""What an alarm does on a change of state: publish to its priority's topic, with its tags in the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.routing.topics import topic_arn

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.alarm import Priority
    from monitors.model.plan import Service


def actions(service: Service, priority: Priority) -> list[JSON]:
    """The topic's ARN, built from its name: the foundation stack makes it, no export ties the two."""
    return [topic_arn(service, priority)]


def tag_propagation() -> JSON:
    """Alarm tags travel in notifications (CloudWatch since October 2026), so the router needs no call to learn them."""
    return {"AlarmTagsPropagation": {"Enabled": True}}
