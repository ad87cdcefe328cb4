"""Facts of a small service, and weeks to put things into."""

from __future__ import annotations

from datetime import date
from typing import Any

from workers.weekly_report.facts import (
    AlarmFacts,
    CostFacts,
    Facts,
    FunctionFacts,
    LimitFacts,
    PressureFacts,
    Receiver,
    RuleFacts,
    Schedule,
)
from workers.weekly_report.gathered import Change, Episode
from workers.weekly_report.week import Week

MINUTE, HOUR, DAY = 60, 3600, 86_400
WEEK = Week(first=date(2026, 11, 16), zone="UTC")
RULE = RuleFacts(title="Error rate high", wrong_when="A test was run on purpose.")


def alarm(name: str, **changes: Any) -> AlarmFacts:
    given = {
        "name": name,
        "rule": "lambda_function.error_rate_high",
        "resource": "load",
        "priority": "high",
        "severity": "P2",
        "runbook": "https://git.example.com/runbooks/x.md",
        "tune": "functions.load.rules.error_rate_high",
        "event": False,
    }
    return AlarmFacts(**{**given, **changes})


def limit(**changes: Any) -> LimitFacts:
    given = {
        "id": "l0_e1",
        "alarm": "shard",
        "rule": "kinesis_stream.near_shard_limit",
        "resource": "scores",
        "unit": "%",
        "threshold": 80.0,
        "limit": 100.0,
        "period": 300,
        "action": "Add shards.",
        "tune": "streams.scores.rules.near_shard_limit",
        "queries": (),
    }
    return LimitFacts(**{**given, **changes})


def function(key: str, **changes: Any) -> FunctionFacts:
    given: dict[str, Any] = {
        "key": key,
        "name": f"shop-qa1-{key}",
        "critical": False,
        "memory_size_mb": 1000,
        "log_group": f"/aws/lambda/shop-qa1-{key}",
        "alarms": 9,
        "canary": f"canary-{key}",
        "runbooks": 9,
    }
    return FunctionFacts(**{**given, **changes})


def facts(**changes: Any) -> Facts:
    given: dict[str, Any] = {
        "service": "orders",
        "environment": "qa1",
        "region": "us-east-1",
        "owner": "crew",
        "prefix": "shop-qa1",
        "schedule": Schedule(weekday=0, hour=8, time_zone="UTC"),
        "receivers": (
            Receiver(
                name="mailbox",
                channel="email",
                settings={"sender": "watch@example.com", "to": "crew@example.com, lead@example.com"},
                secrets={},
            ),
        ),
        "alarms": {name: alarm(name) for name in ("errors", "other")},
        "rules": {
            "lambda_function.error_rate_high": RULE,
            "kinesis_stream.near_shard_limit": RuleFacts(title="Near shard limit", wrong_when="Shards changed."),
            "lambda_function.throttled": RuleFacts(title="Throttled", wrong_when="A backlog is worked off."),
        },
        "functions": (function("load"), function("save")),
        "limits": (limit(),),
        "pressures": (
            PressureFacts(id="p0", rule="lambda_function.throttled", resource="load", action="Raise it.", queries=()),
        ),
        "cost": CostFacts(total=12.5, currency="USD", as_of="2026-11-23", items=(("alarm", 12, 2.5),)),
        "links": (("Dashboard", "https://console.example.com/d"), ("Broken", "javascript:alert(1)")),
    }
    return Facts(**{**given, **changes})


def at(day: float) -> float:
    """So many days after the week began."""
    return WEEK.start + day * DAY


def trip(day: float, seconds: float = 600, name: str = "errors") -> tuple[Change, Change]:
    """Into ALARM and out of it."""
    return (
        Change(alarm=name, at=at(day), state="ALARM", was="OK"),
        Change(alarm=name, at=at(day) + seconds, state="OK", was="ALARM"),
    )


def episode(opened: float, *, after: float | None = None, lasted: float | None = None, **changes: Any) -> Episode:
    """Opened `opened` days into the week, acknowledged `after` seconds, closed after `lasted` of them."""
    start = at(opened)
    given: dict[str, Any] = {
        "id": f"wb-{opened}",
        "rule": "lambda_function.error_rate_high",
        "severity": "P2",
        "priority": "high",
        "resources": ("load",),
        "opened_at": start,
        "acknowledged_at": start + after if after is not None else 0,
        "closed_at": start + lasted if lasted is not None else 0,
    }
    return Episode(**{**given, **changes})
