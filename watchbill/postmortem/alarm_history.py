"""What the service's alarms did in a window, by DescribeAlarmHistory, which CloudWatch keeps for 30 days."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from watchbill.oncall.alarm import PAGE, TYPES
from watchbill.oncall.moment import aware
from watchbill.oncall.reason import shorten
from watchbill.postmortem.moment import Moment, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from watchbill.cloud.connection import Connection

MOST = 5_000
"""Items read of the account's history: a storm of other services must not keep anybody waiting."""


def read_alarm_history(connection: Connection, prefix: str, since: datetime, until: datetime) -> tuple[Moment, ...]:
    """Changes of state, and actions that failed, oldest first. One listing for all alarms."""
    pages = (
        connection.client("cloudwatch")
        .get_paginator("describe_alarm_history")
        .paginate(
            AlarmTypes=TYPES,
            StartDate=since,
            EndDate=until,
            ScanBy="TimestampAscending",
            PaginationConfig={"PageSize": PAGE, "MaxItems": MOST},
        )
    )
    items = (item for page in pages for item in page["AlarmHistoryItems"] if item["AlarmName"].startswith(prefix))
    return tuple(moment for item in islice(items, MOST) for moment in _moment(item))


def _moment(item: Mapping[str, Any]) -> Iterator[Moment]:
    at, name, summary = aware(item["Timestamp"]), item["AlarmName"], item.get("HistorySummary", "")
    if item["HistoryItemType"] == "StateUpdate":
        state, reason = _new_state(item.get("HistoryData") or "")
        yield Moment(at=at, source=Source.ALARM, subject=name, what=state or summary, detail=shorten(reason))
    elif item["HistoryItemType"] == "Action" and "fail" in summary.lower():
        yield Moment(at=at, source=Source.ALARM, subject=name, what="its action failed", detail=summary)


def _new_state(data: str) -> tuple[str, str]:
    try:
        new = json.loads(data)["newState"]
        return str(new["stateValue"]), str(new.get("stateReason", ""))
    except (ValueError, KeyError, TypeError):
        return "", ""
