"""What alarms did: their changes of state, and which are in ALARM now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from workers.weekly_report.gathered import Change
from workers.weekly_report.week import utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
"""All of them by name: the default is metric alarms only."""


def changes(cloudwatch: Any, alarms: Collection[str], start: float, end: float) -> Iterator[Change]:
    """Changes of these alarms, oldest first. CloudWatch keeps them 30 days.

    One walk over the account's history: asking for each alarm by itself would be a call an alarm, at 20 a second.
    """
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmTypes=TYPES,
        HistoryItemType="StateUpdate",
        StartDate=utc(start),
        EndDate=utc(end),
        ScanBy="TimestampAscending",
    )
    for page in pages:
        for item in page["AlarmHistoryItems"]:
            # Contributors of an alarm over many series have items of their own: the alarm's say all that is counted.
            if item["AlarmName"] in alarms and not item.get("AlarmContributorId"):
                yield from _change(item)


def _change(item: dict[str, Any]) -> Iterator[Change]:
    data = orjson.loads(item.get("HistoryData") or "{}")
    state = data.get("newState", {}).get("stateValue")
    if state:
        was = data.get("oldState", {}).get("stateValue", "")
        yield Change(alarm=item["AlarmName"], at=item["Timestamp"].timestamp(), state=state, was=was)


def in_alarm(cloudwatch: Any, alarms: Collection[str], prefix: str) -> dict[str, float]:
    """Those in ALARM now, and since when."""
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=prefix, StateValue="ALARM", AlarmTypes=TYPES
    )
    return {
        alarm["AlarmName"]: (alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]).timestamp()
        for page in pages
        for kind in ("MetricAlarms", "CompositeAlarms", "LogAlarms")
        for alarm in page.get(kind, ())
        if alarm["AlarmName"] in alarms
    }
