"""What CloudWatch says now: alarms by state or name, and their tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workers.alert_router.event import SUPPRESSOR, UNTIL_TOLD, AlarmEvent
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

Json = dict[str, Any]
# All of them by name: the default is metric alarms only.
TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
NAMES_MAX = 100


class CloudWatch:
    """One account and region. Tags are remembered: alarms are many, and the calls for them few."""

    def __init__(self) -> None:
        self._tags: dict[str, Mapping[str, str]] = {}

    def in_alarm(self, prefixes: Sequence[str]) -> Iterator[AlarmEvent]:
        """Return the alarms in ALARM now, those whose name starts with one of the prefixes; all without any."""
        for prefix in prefixes or ("",):
            asked: Json = {"StateValue": "ALARM", "AlarmTypes": TYPES}
            yield from _described(asked | {"AlarmNamePrefix": prefix} if prefix else asked)

    def named(self, names: Sequence[str]) -> Iterator[AlarmEvent]:
        """Return these alarms as they are now; those that are gone are left out."""
        for start in range(0, len(names), NAMES_MAX):
            yield from _described({"AlarmNames": list(names[start : start + NAMES_MAX]), "AlarmTypes": TYPES})

    def contributors(self, alarm: AlarmEvent) -> Iterator[AlarmEvent]:
        """Return the series of an alarm that are in ALARM now; none of an alarm that is gone."""
        cloudwatch, asked = client("cloudwatch"), {"AlarmName": alarm.name}
        while True:
            try:
                page = cloudwatch.describe_alarm_contributors(**asked)
            except cloudwatch.exceptions.ResourceNotFoundException:
                return
            for one in page.get("AlarmContributors", ()):
                entered = one.get("StateTransitionedTimestamp")
                yield replace(
                    alarm,
                    contributor=one["ContributorId"],
                    attributes=one.get("ContributorAttributes") or {},
                    state="ALARM",
                    at=_milliseconds(entered) if entered else alarm.at,
                    reason=one.get("StateReason") or "",
                )
            if not page.get("NextToken"):
                return
            asked = asked | {"NextToken": page["NextToken"]}

    def remember(self, event: AlarmEvent) -> None:
        """Keep the tags that an event brought."""
        if event.tags is not None:
            self._tags[event.arn] = event.tags

    def knows(self, arn: str) -> bool:
        """Tell whether `tags` needs no call."""
        return arn in self._tags

    def tags(self, arn: str) -> Mapping[str, str]:
        """Return an alarm's tags; none for an alarm that is gone. botocore's other errors pass through."""
        if arn not in self._tags:
            cloudwatch = client("cloudwatch")
            try:
                reply = cloudwatch.list_tags_for_resource(ResourceARN=arn)
            except cloudwatch.exceptions.ResourceNotFoundException:
                return {}
            self._tags[arn] = {tag["Key"]: tag["Value"] for tag in reply.get("Tags", ())}
        return self._tags[arn]


def _described(asked: Json) -> Iterator[AlarmEvent]:
    for page in client("cloudwatch").get_paginator("describe_alarms").paginate(**asked):
        for kind in ("MetricAlarms", "CompositeAlarms", "LogAlarms"):
            for alarm in page.get(kind, ()):
                yield _event(alarm)


def _event(alarm: Json) -> AlarmEvent:
    """An alarm as described: the event that its last change of state was."""
    arn = alarm["AlarmArn"]
    _, _, _, region, account, _, name = arn.split(":", 6)
    at = _milliseconds(alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"])
    suppressed = alarm.get("ActionsSuppressedBy")
    return AlarmEvent(
        arn=arn,
        name=name,
        account=account,
        region=region,
        state=alarm["StateValue"],
        at=at,
        reason=alarm.get("StateReason") or "",
        description=alarm.get("AlarmDescription") or "",
        metric="composite" if "AlarmRule" in alarm else _metric(alarm),
        muted_until=UNTIL_TOLD if suppressed else 0,
        muted_by=f"{SUPPRESSOR} ({suppressed})" if suppressed else "",
    )


def _metric(alarm: Json) -> str:
    metrics = [alarm, *(query.get("MetricStat", {}).get("Metric", {}) for query in alarm.get("Metrics", ()))]
    found: Json = next((metric for metric in metrics if metric.get("MetricName")), {})
    return f"{found.get('Namespace', '')} {found.get('MetricName', '')}".strip()


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
