"""routes.json, which the router reads: the plan's routing in the form of workers/alert_router/route.py."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import orjson

from generators.routing.break_glass import TOPIC_VARIABLE
from monitors.model.alarm import Priority, Severity
from monitors.model.route import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver, Window

FILE = "workers/alert_router/routes.json"
"""Where it lies in the router's zip."""


def write_routes(plan: Plan) -> bytes:
    """The file. Secrets stand in it by reference only."""
    policy = plan.policy
    document: JSON = {
        "version": 1,
        "router": router_name(plan),
        "receivers": {receiver.name: _receiver(receiver) for receiver in plan.receivers},
        "routes": [{"match": _match(route.match), "to": route.receivers} for route in plan.routes],
        "promotions": [
            {"match": _match(one.match), "after_minutes": one.after_minutes, "to": one.receivers}
            for one in policy.promotions
        ],
        "mutes": [
            {"name": mute.name, "match": _match(mute.match), "window": window(mute.window)}
            for mute in policy.mutes
            if not mute.match.resources  # of those the router learns from CloudWatch's mute rules
        ],
        "default": default_receivers(plan),
        "alarm_prefixes": [f"{plan.service.prefix}-"],
        "fallback_minutes": policy.fallback_minutes,
        "reopen_hours": policy.reopen_hours,
    }
    if policy.reminders is not None:
        document["reminders"] = [
            {"match": _match(one.match), "every_minutes": one.every_minutes} for one in policy.reminders
        ]
    if policy.inhibitions is not None:
        document["inhibitions"] = [
            {"name": one.name, "by": _match(one.by), "silences": _match(one.silences)} for one in policy.inhibitions
        ]
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def router_name(plan: Plan) -> str:
    """The router's physical name; "" where there is none."""
    return next((entry.resource.name for entry in plan.of_kind("router")), "")


def default_receivers(plan: Plan) -> tuple[str, ...]:
    """Who is told of an alarm that no route knows, one made by hand say: whoever hears of a medium P3."""
    ordinary = Match(
        priorities=(Priority.MEDIUM,),
        severities=(Severity.P3,),
        owners=(plan.service.owner,),
        environments=(plan.service.environment,),
    )
    return next((route.receivers for route in plan.routes if route.match.covers(ordinary)), ())


def _receiver(receiver: Receiver) -> JSON:
    settings = dict(receiver.settings)
    if receiver.channel == "sns":
        settings = {"topic_arn": settings.get("topic_arn") or f"${{{TOPIC_VARIABLE}}}"}
    entry: JSON = {
        "channel": receiver.channel,
        "settings": settings,
        "secrets": {name: reference(secret) for name, secret in receiver.secrets},
    }
    if receiver.fallbacks:
        entry["fallbacks"] = receiver.fallbacks
    if receiver.quiet:
        entry["quiet"] = [window(hours) for hours in receiver.quiet]
    if receiver.pace:
        entry["pace"] = {"per_minute": receiver.pace[0], "burst": receiver.pace[1]}
    return entry


def reference(secret: str) -> str:
    """As the router reads it: a parameter's name begins with a slash."""
    return f"{'ssm' if secret.startswith('/') else 'secretsmanager'}:{secret}"


def _match(match: Match) -> JSON:
    fields = {
        "priority": match.priorities,
        "severity": match.severities,
        "owner": match.owners,
        "rule": match.rules,
        "environment": match.environments,
    }
    return {key: values for key, values in fields.items() if values}


def window(when: Window) -> JSON:
    """Times of one stretch carry their offset: the router compares moments."""
    if when.starts:
        return dict(_moments(when))
    return {"days": when.days, "from": when.begins, "to": when.stops, "zone": when.zone}


def _moments(when: Window) -> Iterator[tuple[str, str]]:
    zone = ZoneInfo(when.zone)
    for name, text in (("starts", when.starts), ("ends", when.ends)):
        yield name, datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
