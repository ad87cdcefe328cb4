"""CloudWatch's mute rules that are active now, for what was open before they were.

An event says that its alarm is muted (`muteDetail`); of an alarm that does not change no event comes, so a rule that
somebody makes for an incident that is open, or makes longer, is only found by asking. What is found is a lease: should
nobody ask again, people are told again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from incidents.latch import ALARM, HOLD
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from workers.alert_router.incident import Incident
    from workers.alert_router.reduction import Heard

Json = dict[str, Any]
LEASE_MS = 150_000
"""Two rounds of the reconciler and a half."""


class Mutes(Protocol):
    """Knows which alarms are muted now."""

    def muted(self) -> Mapping[str, str]:
        """Return alarm name → ARN of the rule."""


class MuteRules:
    """The active rules of an account and region; what a rule names is read again when the rule was changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime | None, tuple[str, ...]]] = {}

    def muted(self) -> Mapping[str, str]:
        """See Mutes. botocore's errors pass through."""
        active = {rule["AlarmMuteRuleArn"]: rule.get("LastUpdatedTimestamp") for rule in _active()}
        self._known = {arn: known for arn, known in self._known.items() if active.get(arn, known) == known[0]}
        for arn, changed in active.items():
            if arn not in self._known:
                self._known[arn] = (changed, _targets(arn))
        return {name: arn for arn in active for name in self._known[arn][1]}


def _active() -> Iterator[Json]:
    asked: Json = {"Statuses": ["ACTIVE"]}
    while True:
        page = client("cloudwatch").list_alarm_mute_rules(**asked)
        yield from page.get("AlarmMuteRuleSummaries", ())
        if not page.get("NextToken"):
            return
        asked = asked | {"NextToken": page["NextToken"]}


def _targets(arn: str) -> tuple[str, ...]:
    cloudwatch = client("cloudwatch")
    try:
        rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=arn.split(":", 6)[6])
    except cloudwatch.exceptions.ResourceNotFoundException:
        return ()
    return tuple(rule.get("MuteTargets", {}).get("AlarmNames", ()))


def held_back(one: Heard, muted: Mapping[str, str], now: int) -> Heard:
    """What the reconciler found of an alarm, muted if a rule says so: an event would have said it."""
    rule, event = muted.get(one.event.name), one.event
    if not rule or event.state != ALARM or event.muted_until or one.facts.part == HOLD:
        return one
    return replace(one, event=replace(event, muted_until=now + LEASE_MS, muted_by=rule))


def rule_over(incident: Incident, muted: Mapping[str, str]) -> str:
    """Return a rule that mutes what an incident has open; '' where something of it is not muted, or not listed."""
    opened = [entry for entry in incident.entries.values() if entry.open]
    if not opened or len(opened) < incident.count:
        return ""
    rules = {muted.get(entry.voice.name, "") for entry in opened}
    return min(rules)
