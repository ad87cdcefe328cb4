"""A spec that has every kind and every feature a rule asks for, and short ways into its plan."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from monitors.catalogue import load_catalogue
from monitors.load import load_spec
from monitors.model.alarm import Alarm, Part
from monitors.plan import build_plan

if TYPE_CHECKING:
    from monitors.model.plan import Plan

SPEC = """\
version: 1
service: orders
product: shop
region: eu-central-1
owner: crew
links: {repository: https://example.com/r, runbooks: https://example.com/runbooks}
teams: {crew: {channel: "#crew", on_call: the rota, email: crew@example.com}}
receivers:
  pager: {channel: pagerduty, routing_key: {secret: shop/pager}}
  team: {channel: slack, to: "#crew", token: {secret: shop/slack}}
  mailbox: {channel: email, sender: watch@example.com, to: [crew@example.com]}
routing:
  - {match: {priority: [high]}, to: [pager, team]}
  - {match: {priority: [medium, low]}, to: [team]}
canaries: {enabled: true}
reports: {weekly: {enabled: true, to: [mailbox]}}
functions:
  consume:
    critical: true
    triggers: [{stream: orders, on_failure: letters}]
    log_fields: [count.in, count.failed, orderId]
  load:
    timeout_seconds: 900
    reserved_concurrency: 50
    triggers: [{bucket: files, on_failure: letters}]
  follow:
    triggers: [{table: items}]
  post:
    log_format: text
    triggers: [{queue: jobs}]
streams:
  orders: {shards: 2}
  fanned: {enhanced_fan_out: [first, second]}
queues:
  jobs: {dead_letter_queue: letters, rules: {nothing_sent: {enabled: true}}}
  letters: {}
tables:
  items:
    billing: provisioned
    stream: true
    sort_key: {name: SK}
    indexes: {byDate: {partition_key: {name: date}}, byUser: {partition_key: {name: user}}}
  notes: {}
buckets: {files: {request_metrics: true}}
environments: {test: {}}
"""


def plan_of(text: str) -> Plan:
    """The plan of a spec given as text. Raises SpecError or PlanError."""
    catalogue = load_catalogue()
    return build_plan(
        load_spec({"spec.yaml": text}, main="spec.yaml", environment="test", catalogue=catalogue), catalogue
    )


@cache
def sample_plan() -> Plan:
    return plan_of(SPEC)


def find(rule: str, key: str, part: Part = Part.TRIP) -> Alarm:
    """The one alarm of a rule on a resource of the sample."""
    found = [a for a in sample_plan().alarms if a.rule == rule and a.resource == key and a.part is part]
    assert len(found) == 1, f"{rule} on {key}: {len(found)} {part} alarms"
    return found[0]


def having(rule: str) -> set[str]:
    """Keys of the resources that have alarms of the rule."""
    return {alarm.resource for alarm in sample_plan().alarms if alarm.rule == rule}
