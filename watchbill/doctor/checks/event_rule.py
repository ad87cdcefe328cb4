"""Alarm events reach the router's queue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well
from watchbill.doctor.policy import allows, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

DEAF = "the router hears nothing of alarms; only its reconciler finds them, minutes later"
EVENTS = "events.amazonaws.com"


def examine(patient: Patient) -> Iterator[Finding]:
    """EventBridge rule → queue: the rule is on, matches alarms, and the queue takes what it sends."""
    router = patient.router
    if router is None:
        return
    queue = patient.arn("sqs", router.name)
    events = patient.client("events")
    rules = [
        events.describe_rule(Name=name)
        for name in patient.connection.pages("events", "list_rule_names_by_target", "RuleNames", TargetArn=queue)
    ]
    listening = [
        rule for rule in rules if "aws.cloudwatch" in json.loads(rule.get("EventPattern") or "{}").get("source", ())
    ]
    if not listening:
        yield problem(f"no EventBridge rule sends alarm events to {router.name}", DEAF, "watchbill deploy")
    for rule in listening:
        if rule["State"] == "DISABLED":
            yield problem(f"rule {rule['Name']} is disabled", DEAF, f"aws events enable-rule --name {rule['Name']}")
        else:
            yield well(f"rule {rule['Name']} is on")
    attributes = patient.queue_attributes(router.name)
    if attributes is None:
        yield problem(f"queue {router.name} does not exist", DEAF, "watchbill deploy")
        return
    policy = parse(attributes.get("Policy") or "{}")
    for rule in listening:
        context = {
            "aws:sourcearn": rule["Arn"], "aws:sourceaccount": patient.place.account, "aws:securetransport": "true",
        }  # fmt: skip
        if not allows([policy], "sqs:SendMessage", queue, principal=EVENTS, context=context):
            yield problem(f"the policy of queue {router.name} refuses rule {rule['Name']}", DEAF, "watchbill deploy")
