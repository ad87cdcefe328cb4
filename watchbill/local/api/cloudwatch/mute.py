"""Alarm mute rules: kept and described; nothing here silences an action."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import AwsError, validation_error
from watchbill.local.api.page import cut_page
from watchbill.local.api.service import Call, Service

if TYPE_CHECKING:
    from watchbill.local.api.cloudwatch.store import AlarmStore

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
        now = datetime.now(UTC)
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


def _status(rule: dict[str, Any]) -> str:
    """SCHEDULED until its expiry, then EXPIRED. Whether its window is open right now is the evaluator's business."""
    expire = rule.get("ExpireDate")
    if expire is None:
        return "SCHEDULED"
    expire = expire if expire.tzinfo else expire.replace(tzinfo=UTC)
    return "EXPIRED" if expire <= datetime.now(UTC) else "SCHEDULED"
