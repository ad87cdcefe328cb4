"""Notifications as the router makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workers.alert_router.notification import Action, Member, Notification

OPENED = 1_772_331_240  # 2026-03-01 02:14 UTC
REGION, ACCOUNT = "us-east-1", "123456789012"
FUNCTION = "prd2011-prd1-us-east-1-api-load-score-to-dynamodb"


def member(number: int = 0, **changes: Any) -> Member:
    name = f"{FUNCTION}-error-rate-high" + (f"-{number}" if number else "")
    made = Member(
        name=name,
        arn=f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
        state="ALARM",
        since=OPENED,
        reason="Threshold Crossed: 1 datapoint [7.24 (01/03/26 02:09:00)] was greater than the threshold (5.0).",
        value="7.24 %",
        threshold="5 %",
    )
    return replace(made, **changes)


def notification(action: Action = Action.OPEN, **changes: Any) -> Notification:
    made = Notification(
        incident_id="inc-5d41402abc4b2a76",
        dedup_key="cw-5d41402abc4b2a76b9719d911017c592",
        revision={Action.OPEN: 1, Action.ACKNOWLEDGE: 2, Action.REMIND: 3, Action.UPDATE: 4, Action.RESOLVE: 5}[action],
        action=action,
        title="loadScoresToDynamoDB: too many invocations fail",
        summary="7.24 % of invocations failed in the last 5 minutes; the threshold is 5 %.",
        severity="P2",
        priority="high",
        service="vf-api-workers",
        environment="prd1",
        owner="verified-fan",
        rule="lambda_function.error_rate_high",
        resource=FUNCTION,
        region=REGION,
        account=ACCOUNT,
        opened_at=OPENED,
        at=OPENED + (0 if action is Action.OPEN else 720),
        members=(member(),),
        links=(
            ("runbook", "https://github.example.com/vf/watchbill/blob/main/docs/runbooks/error-rate-high.md"),
            ("dashboard", "https://us-east-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/vf-overview"),
            ("logs", "https://us-east-1.console.aws.amazon.com/cloudwatch/home#logsV2:logs-insights$3FqueryDetail"),
            ("console", "https://us-east-1.console.aws.amazon.com/cloudwatch/home#alarmsV2:alarm/error-rate-high"),
        ),
        details=(("impact", "Scores of some fans are written late."),),
    )
    return replace(made, **changes)
