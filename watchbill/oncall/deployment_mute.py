"""Alarms held back while a deployment shakes the service.

A mute rule, and no suppressor of composites: EventBridge carries both, with what holds the actions back, but a
suppressor is an alarm that somebody must keep in ALARM (docs/adr/0009-alarms-reach-the-router-by-eventbridge.md).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitors.muting import audible
from watchbill.oncall.alarm import read_alarms
from watchbill.oncall.mute import Wish, put_mute

if TYPE_CHECKING:
    from datetime import datetime

    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.mute import Mute

WHO = "watchbill-deploy"


def mute_for_deployment(connection: Connection, plan: Plan, minutes: int, at: datetime) -> tuple[Mute, ...]:
    """Mute what is there and would tell somebody, but for the router's own alarms; nothing where nothing is there."""
    deployed = read_alarms(connection, f"{plan.service.prefix}-")
    alarms = tuple(name for name in audible(plan) if name in deployed)
    if not alarms:
        return ()
    because = f"a deployment of spec {plan.service.spec_digest}"
    until = at + timedelta(minutes=minutes)
    return put_mute(
        connection, plan.service, Wish(what="deploy", alarms=alarms, until=until, who=WHO, because=because), at
    )
