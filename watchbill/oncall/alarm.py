"""Alarms as CloudWatch describes them now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.oncall.moment import aware

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from watchbill.cloud.connection import Connection

TYPES = ["MetricAlarm", "CompositeAlarm"]
LISTS = ("MetricAlarms", "CompositeAlarms")
NAMES_MAX = PAGE = 100
"""What one DescribeAlarms takes and gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmNow:
    """One alarm: its state, since when, and why in AWS's words. `value` is the newest datapoint, if it names one."""

    name: str
    arn: str
    state: str
    since: datetime
    reason: str
    value: float | None
    actions: bool
    suppressed_by: str = ""


def read_alarms(connection: Connection, prefix: str) -> dict[str, AlarmNow]:
    """Every alarm whose name begins so, by name."""
    pages = (
        connection.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=prefix, AlarmTypes=TYPES, PaginationConfig={"PageSize": PAGE})
    )
    return {alarm.name: alarm for page in pages for alarm in _alarms(page)}


def read_named(connection: Connection, names: Iterable[str]) -> dict[str, AlarmNow]:
    """These alarms, by name; those that do not exist are left out."""
    wanted = sorted(set(names))
    found: dict[str, AlarmNow] = {}
    for start in range(0, len(wanted), NAMES_MAX):
        answer = connection.client("cloudwatch").describe_alarms(
            AlarmNames=wanted[start : start + NAMES_MAX], AlarmTypes=TYPES, MaxRecords=PAGE
        )
        found |= {alarm.name: alarm for alarm in _alarms(answer)}
    return found


def _alarms(answer: Mapping[str, Any]) -> Iterable[AlarmNow]:
    return (_alarm(one) for name in LISTS for one in answer.get(name, ()))


def _alarm(answer: Mapping[str, Any]) -> AlarmNow:
    since = answer.get("StateTransitionedTimestamp") or answer["StateUpdatedTimestamp"]
    return AlarmNow(
        name=answer["AlarmName"],
        arn=answer["AlarmArn"],
        state=answer["StateValue"],
        since=aware(since),
        reason=answer.get("StateReason") or "",
        value=_value(answer.get("StateReasonData") or ""),
        actions=answer.get("ActionsEnabled", True),
        suppressed_by=answer.get("ActionsSuppressedBy") or "",
    )


def _value(reason_data: str) -> float | None:
    """The newest datapoint that the reason's data names; composites and new alarms have none."""
    try:
        points = json.loads(reason_data).get("recentDatapoints") or ()
    except (ValueError, AttributeError):
        return None
    return next((float(point) for point in points if isinstance(point, int | float)), None)
