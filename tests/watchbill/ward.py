"""A deployed service that somebody is on call for: its alarms stand in a `watchbill local`, and tests trip them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from watchbill.cli import watchbill
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from pathlib import Path

    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection

SPEC = """\
version: 1
service: greetings
product: ward
region: us-east-1
owner: hosts
links: {repository: https://example.com/repository, runbooks: https://example.com/runbooks}
teams: {hosts: {channel: "#hosts", on_call: "PagerDuty: Hosts", escalation: [Ann, Bob]}}
receivers:
  on-call: {channel: pagerduty, routing_key: {secret: ward/pagerduty}}
  team: {channel: slack, to: "#hosts", token: {secret: ward/slack}}
  mailbox: {channel: email, sender: watchbill@example.com, to: [hosts@example.com]}
routing:
  - {match: {priority: [high]}, to: [on-call, team]}
  - {match: {priority: [medium]}, to: [team]}
  - {match: {priority: [low]}, to: [mailbox]}
functions:
  greet: {managed: false, name: hello, critical: true, timeout_seconds: 3, triggers: [{queue: jobs}]}
queues:
  jobs: {dead_letter_queue: letters, visibility_timeout_seconds: 18}
  letters: {}
environments: {qa1: {}}
"""


@dataclass
class Ward:
    """One service in one environment, deployed."""

    folder: Path
    connection: Connection

    @cached_property
    def plan(self) -> Plan:
        return read_plan(self.folder / "config.yaml", "qa1")

    def run(self, *words: str, local: bool = True) -> Result:
        given = [*words, "-s", str(self.folder / "config.yaml"), "-e", "qa1", *(["--local"] if local else [])]
        return CliRunner().invoke(watchbill, given)

    def client(self, service: str) -> Any:
        return self.connection.client(service)

    def set(self, alarm: str, state: str, value: float = 0.0) -> None:
        """As CloudWatch would have said it."""
        was = "was" if state == "ALARM" else "was not"
        reason = f"Threshold Crossed: 1 datapoint [{value} (27/11/26 03:00:00)] {was} greater than the threshold (5.0)."
        data = json.dumps({"version": "1.0", "recentDatapoints": [value], "threshold": 5.0})
        self.client("cloudwatch").set_alarm_state(
            AlarmName=alarm, StateValue=state, StateReason=reason, StateReasonData=data
        )

    def calm(self) -> None:
        """Every alarm OK, no mute."""
        cloudwatch = self.client("cloudwatch")
        pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        for page in pages:
            for alarm in (*page["MetricAlarms"], *page["CompositeAlarms"]):
                if alarm["StateValue"] != "OK" and alarm["AlarmName"].startswith(f"{self.plan.service.prefix}-"):
                    self.set(alarm["AlarmName"], "OK")
        for rule in cloudwatch.list_alarm_mute_rules()["AlarmMuteRuleSummaries"]:
            name = rule["AlarmMuteRuleArn"].rpartition(":")[2]
            cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName=name)

    def mutes(self) -> list[dict[str, Any]]:
        document = json.loads(self.run("mute", "list", "--all", "--json").stdout)
        return list(document["mutes"])
