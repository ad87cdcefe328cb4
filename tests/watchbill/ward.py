"""A deployed service that somebody is on call for: its alarms stand in a `watchbill local`, and tests trip them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from monitors import names
from watchbill.cli import watchbill
from watchbill.oncall.moment import now
from watchbill.oncall.mute import read_mutes
from watchbill.oncall.render.mute_text import mute_data
from watchbill.reading import read_plan
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.event import AlarmEvent
from workers.alert_router.fact import facts, latch_id
from workers.alert_router.ledger import Ledger, Outcome
from workers.alert_router.reduction import Heard
from workers.alert_router.route import read_routes

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
ROUTES = {
    "receivers": {"on-call": {"channel": "pagerduty"}, "team": {"channel": "slack"}, "mailbox": {"channel": "email"}},
    "routes": [
        {"match": {"priority": ["high"]}, "to": ["on-call", "team"]},
        {"match": {"priority": ["medium"]}, "to": ["team"]},
        {"match": {"priority": ["low"]}, "to": ["mailbox"]},
    ],
    "promotions": [{"match": {"severity": ["P3"]}, "after_minutes": 30, "to": ["on-call"]}],
}


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

    def hear(self, alarm: str, state: str, at: float, heard: float | None = None) -> str:
        """The router's own ledger takes an alarm's event in, into the table here; the incident's id. Epoch seconds."""
        found = next(dict(one.tags) for one in self.plan.every_alarm if one.name == alarm)
        place = self.connection.place
        event = AlarmEvent(
            arn=f"arn:aws:cloudwatch:{place.region}:{place.account}:alarm:{alarm}", name=alarm, account=place.account,
            region=place.region, state=state, at=round(at * 1_000), reason="Threshold Crossed", tags=found,
        )  # fmt: skip
        known = facts(event, found)
        event_heard = Heard(member=latch_id(event, known), event=event, facts=known)
        ((_, outcome),) = self.ledger(heard or at).hear([event_heard])
        assert isinstance(outcome, Outcome), outcome
        return outcome.incident_id

    def ledger(self, at: float) -> Ledger:
        """The router's, at a time of its own."""
        routes = read_routes(json.dumps(ROUTES))
        return Ledger(DynamoDbTable(names.incident_table(self.plan.service)), routes, lambda: round(at * 1_000))

    def forget(self) -> None:
        """An empty incident table, the deployed one."""
        name, dynamodb = names.incident_table(self.plan.service), self.client("dynamodb")
        for item in self.connection.pages("dynamodb", "scan", "Items", TableName=name):
            dynamodb.delete_item(TableName=name, Key={key: item[key] for key in ("PK", "SK")})

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
        """As `mute list --all --json` has them."""
        return [mute_data(mute, now()) for mute in read_mutes(self.connection, self.plan.service, now())]
