"""Templates cut down to what ministack knows, and a tally of what was left out: it is printed, never silent."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.stacks import Stack

UNKNOWN_TYPES = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::CloudWatch::CompositeAlarm",
        "AWS::Logs::QueryDefinition",
    }
)
UNKNOWN_PROPERTIES = {
    "AWS::CloudWatch::Alarm": ("ActionConfiguration", "WarmUpConfiguration"),
    "AWS::Lambda::Function": ("RecursiveLoop",),
}


def reduce(stack: Stack) -> tuple[dict[str, Any], Counter[str]]:
    """The stack's template without what ministack 1.5 refuses; how often each kind of thing was left out."""
    template = json.loads(stack.template)
    left_out: Counter[str] = Counter()
    for name, resource in list(template["Resources"].items()):
        if resource["Type"] in UNKNOWN_TYPES:
            left_out[resource["Type"]] += 1
            del template["Resources"][name]
        elif resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            left_out["AWS::CloudWatch::Alarm with metric math"] += 1
            del template["Resources"][name]
        else:
            for key in UNKNOWN_PROPERTIES.get(resource["Type"], ()):
                if resource["Properties"].pop(key, None) is not None:
                    left_out[f"{resource['Type']}.{key}"] += 1
    for resource in template["Resources"].values():
        needed = [name for name in resource.get("DependsOn", ()) if name in template["Resources"]]
        resource.pop("DependsOn", None)
        if needed:
            resource["DependsOn"] = needed
    return template, left_out
