"""The last failure of each canary, where the alert router finds it when it tells of canary.failing.

One item an alarm in the router's own table, in that table's form: PK `canary#<alarm>`, SK `failure`. The next failure
overwrites it, and it expires by itself; a passing run leaves it, because the alarm may still be open.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from canaries.report import Report

KEPT_SECONDS = 90 * 24 * 3600
TEXT_MAX = 500
"""Of what was expected and what came: an alert is read on a phone."""


def remember(report: Report, alarm: str, now: float, clients: Callable[[str], Any], table: str) -> None:
    """Write the failure; nothing without a table. `alarm` is the one that the run may trip; `now` in epoch seconds."""
    if not table:
        return
    body = failure(report)
    clients("dynamodb").put_item(
        TableName=table,
        Item={
            "PK": {"S": f"canary#{alarm}"},
            "SK": {"S": "failure"},
            "version": {"N": "1"},
            "body": {"S": json.dumps(body)},
            "expires_at": {"N": str(int(now) + KEPT_SECONDS)},
        },
    )


def failure(report: Report) -> dict[str, Any]:
    """What an alert says of a failed run."""
    first = report.failed[0]
    return {
        "canary": report.canary,
        "step": first.name,
        "expected": first.expected[:TEXT_MAX],
        "got": first.got[:TEXT_MAX],
        "moment": report.moment,
        "trace_id": report.trace_id,
        "links": dict(report.links),
    }
