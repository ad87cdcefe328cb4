"""A composite alarm as CloudFormation properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.alarms.actions import actions, tag_propagation
from generators.artefact import JSON, StackResource
from monitors import names

if TYPE_CHECKING:
    from monitors.model.alarm import CompositeAlarm
    from monitors.model.plan import Plan


def render_composite(plan: Plan, composite: CompositeAlarm) -> StackResource:
    """One AWS::CloudWatch::CompositeAlarm. Its children stand in stacks that are deployed before."""
    properties: JSON = {
        "ActionConfiguration": tag_propagation(),
        "ActionsEnabled": True,  # said, for drift is only found in what a template says
        "AlarmDescription": composite.description,
        "AlarmName": composite.name,
        "AlarmRule": composite.rule_expression,
        "Tags": [{"Key": key, "Value": value} for key, value in composite.tags],
    }
    topics = actions(plan, composite)
    if composite.tells and topics:
        properties["AlarmActions"] = properties["OKActions"] = topics
    return StackResource(
        logical_id=_logical_id(composite),
        type="AWS::CloudWatch::CompositeAlarm",
        properties=properties,
        source=composite.source,
    )


def _logical_id(composite: CompositeAlarm) -> str:
    symptom = names.pascal(composite.rule.partition(".")[2])
    return symptom + names.pascal(composite.name.removeprefix(composite.incident))
