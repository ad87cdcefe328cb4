"""Alarm mute rules: kept and described; the alarm clock holds actions back by them."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from monitors.evaluator.cron import MuteRuleError
from monitors.evaluator.mute import MuteRule
from watchbill.local import clock
from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.api.page import cut_page
from watchbill.local.api.service import Call, Service

if TYPE_CHECKING:
    from datetime import datetime

    from watchbill.local.api.cloudwatch.store import AlarmStore, Region


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a rule mutes: seconds UTC, the end excluded."""

    arn: str
    start: int
    end: int


_EXPRESSION = re.compile(r"cron\((\S+ ){4}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\)")
_DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?")


class MuteRules(Service):
    """PutAlarmMuteRule, GetAlarmMuteRule, ListAlarmMuteRules, DeleteAlarmMuteRule."""

    store: AlarmStore

    def put_alarm_mute_rule(self, call: Call, parameters: dict[str, Any]) -> None:
        schedule = parameters["Rule"]["Schedule"]
        if not _EXPRESSION.fullmatch(schedule["Expression"]):
            raise validation_error(f"Schedule expression {schedule['Expression']} is not a cron() or at() expression")
        if not _DURATION.fullmatch(schedule["Duration"]):
            raise validation_error(f"Duration {schedule['Duration']} is not an ISO 8601 duration")
        region = self.store[call.region]
        rule = dict(parameters)
        arn = call.arn("cloudwatch", f"alarm-mute-rule:{rule['Name']}")
        tags = {tag["Key"]: tag["Value"] for tag in rule.pop("Tags", [])}
        kind = "ONE_TIME" if schedule["Expression"].startswith("at(") else "RECURRING"
        now = clock.utc()
        with region.lock:
            if rule["Name"] not in region.mute_rules:
                region.tags[arn] = tags
            rule |= {"AlarmMuteRuleArn": arn, "LastUpdatedTimestamp": now, "MuteType": kind}
            region.mute_rules[rule["Name"]] = rule

    def get_alarm_mute_rule(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        name = parameters["AlarmMuteRuleName"]
        region = self.store[call.region]
        with region.lock:
            if name not in region.mute_rules:
                raise AwsError("ResourceNotFoundException", f"Alarm mute rule {name} not found")
            rule = region.mute_rules[name]
            return {**rule, "Status": _status(rule)}

    def list_alarm_mute_rules(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        region = self.store[call.region]
        alarm = parameters.get("AlarmName")
        with region.lock:
            rules = [region.mute_rules[name] for name in sorted(region.mute_rules)]
        chosen = [rule for rule in rules if alarm is None or alarm in _targets(rule)]
        statuses = parameters.get("Statuses")
        summaries = [{**rule, "Status": _status(rule), "ExpireDate": rule.get("ExpireDate")} for rule in chosen]
        summaries = [s for s in summaries if not statuses or s["Status"] in statuses]
        page, token = cut_page(summaries, parameters.get("NextToken"), parameters.get("MaxRecords", 100))
        return {"AlarmMuteRuleSummaries": page} | ({"NextToken": token} if token else {})

    def delete_alarm_mute_rule(self, call: Call, parameters: dict[str, Any]) -> None:
        region = self.store[call.region]
        with region.lock:
            rule = region.mute_rules.pop(parameters["AlarmMuteRuleName"], None)
            region.tags.pop((rule or {}).get("AlarmMuteRuleArn", ""), None)


def _targets(rule: dict[str, Any]) -> list[str]:
    return list(rule.get("MuteTargets", {}).get("AlarmNames", []))


def open_window(rule: dict[str, Any], now: float) -> Window | None:
    """The window of a mute rule that is open now; of several that overlap, the one that ends last."""
    schedule = rule["Rule"]["Schedule"]
    try:
        mute = MuteRule(
            schedule["Expression"],
            schedule["Duration"],
            schedule.get("Timezone") or "UTC",
            start=_seconds(rule.get("StartDate")),
            expire=_seconds(rule.get("ExpireDate")),
        )
        found = [(start, end) for start, end in mute.windows(int(now), int(now)) if start <= now < end]
    except (MuteRuleError, ValueError) as error:
        log.warning("mute rule %s mutes nothing: %s", rule["Name"], error)
        return None
    if not found:
        return None
    start, end = max(found, key=lambda window: window[1])
    return Window(arn=rule["AlarmMuteRuleArn"], start=start, end=end)


def muted(region: Region, alarm: str, now: float) -> Window | None:
    """What mutes the alarm now: of several rules, the one that does so longest."""
    with region.lock:
        rules = [rule for rule in region.mute_rules.values() if alarm in _targets(rule)]
    windows = [window for rule in rules if (window := open_window(rule, now)) is not None]
    return max(windows, key=lambda window: window.end, default=None)


def _status(rule: dict[str, Any]) -> str:
    now = clock.current().now()
    expire = _seconds(rule.get("ExpireDate"))
    if expire is not None and expire <= now:
        return "EXPIRED"
    return "ACTIVE" if open_window(rule, now) else "SCHEDULED"


def _seconds(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
