"""What an alarm does on a change of state, with its tags in the message.

Where there is a router, EventBridge brings it every change of every alarm, and nothing is published: nobody is to be
mailed each alarm twice. The router's own alarms are published all the same, for it may be what has failed
(docs/adr/0009-alarms-reach-the-router-by-eventbridge.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.routing.topics import topic_arn
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan


ROUTER = "router"
"""The kind whose alarms must reach people without it."""


def actions(plan: Plan, alarm: Alarm | CompositeAlarm) -> list[JSON]:
    """ARNs of topics, built from their names: the foundation stack makes them, no export ties the two."""
    if not plan.policy.enabled:
        return [topic_arn(plan.service, alarm.priority)]
    return [topic_arn(plan.service, Priority.HIGH)] if alarm.kind == ROUTER else []


def tag_propagation() -> JSON:
    """Alarm tags travel in notifications (CloudWatch since October 2026), so the router needs no call to learn them."""
    return {"AlarmTagsPropagation": {"Enabled": True}}
